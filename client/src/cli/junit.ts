import type { Language } from '@kaitong/contract';
import {
  type CheckCode,
  checkCodes,
  checkOf,
  type Finding,
  findingText,
  groupFindings,
  groupText,
} from '@kaitong/contract/checks';
import { escaped, quoted, stripText } from '@kaitong/contract/markup';
import type { CheckedClip } from './checked-clip.ts';
import { explanationOf } from './explain-lines.ts';
import { decoderOf, measureOf } from './finding-lines.ts';

/**
 * The verdicts as JUnit XML, as CI servers read it: a suite per clip, a case per check, so that a dashboard shows which
 * check began to fail with which build. A warning is a passed case with a note; what follows from another check's finding
 * is skipped, and says from which.
 */
export function writeJunit(clips: readonly CheckedClip[], language: Language): string {
  const suites = clips.map((clip) => suiteOf(clip, language));
  const sum = (key: 'tests' | 'failures' | 'skipped'): number => suites.reduce((all, suite) => all + suite[key], 0);
  const totals = `tests="${sum('tests')}" failures="${sum('failures')}" skipped="${sum('skipped')}"`;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="kaitong check" ${totals}>`];
  return [...lines, ...suites.map(({ xml }) => xml), '</testsuites>', ''].join('\n');
}

type Suite = { tests: number; failures: number; skipped: number; xml: string };

function suiteOf(clip: CheckedClip, language: Language): Suite {
  const codes = checkCodes.filter((code) => isOfFiles(code, clip));
  let failures = 0;
  let skipped = 0;
  const cases = codes.map((code) => {
    const all = clip.verdict.findings.filter((one) => one.code === code);
    const found = all.filter(({ because }) => because === undefined);
    const open = `    <testcase classname=${quoted(clip.name)} name=${quoted(code)}`;
    const errors = found.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      failures++;
      const [first] = errors;
      const message = first === undefined ? '' : findingText(first, language).sentence;
      return `${open}>\n      <failure type=${quoted(code)} message=${quoted(message)}>${escaped(explain(errors, clip, language))}</failure>\n    </testcase>`;
    }
    if (found.length > 0)
      return `${open}>\n      <system-out>${escaped(explain(found, clip, language))}</system-out>\n    </testcase>`;
    const [following] = all;
    if (following) {
      skipped++;
      return `${open}>\n      <skipped message=${quoted(`because of ${following.because}`)}>${escaped(explain(all, clip, language))}</skipped>\n    </testcase>`;
    }
    if (clip.decoding !== 'done' && checkOf(code).level === 2) {
      skipped++;
      return `${open}>\n      <skipped message=${quoted(clip.decoding)}/>\n    </testcase>`;
    }
    return `${open}/>`;
  });
  const counts = `tests="${codes.length}" failures="${failures}" skipped="${skipped}"`;
  const shown = stripText(clip.verdict.pictures, language);
  const strip = shown.length === 0 ? [] : [`    <system-out>${escaped(shown.join('\n'))}</system-out>`];
  const xml = [`  <testsuite name=${quoted(clip.name)} ${counts}>`, ...cases, ...strip, '  </testsuite>'].join('\n');
  return { tests: codes.length, failures, skipped, xml };
}

/** What only a run shows is no case; neither is what only matters where something was declared, or a snapshot is there. */
function isOfFiles(code: CheckCode, { verdict, declared, objects }: CheckedClip): boolean {
  if (verdict.findings.some((found) => found.code === code)) return true;
  if (/^(?:flow\.|replay$|time\.clock$|time\.too_short$)/.test(code)) return false;
  if (/^(?:enc\.|obj\.(?:size|hash)$)/.test(code)) return declared;
  return !code.startsWith('snap.') || objects.some(({ kind }) => kind === 'snapshot');
}

function explain(findings: readonly Finding[], clip: CheckedClip, language: Language): string {
  return groupFindings(findings)
    .map((group) => {
      const { sentence, place, cause, fix } = groupText(group, language);
      const numbers = new Set(group.findings.map(({ object }) => object));
      const files = clip.objects.filter(({ n }) => numbers.has(n)).map(({ name }) => name);
      return [
        ...(files.length === 0 ? [] : [files.join(', ')]),
        sentence,
        `@ ${place}`,
        ...measureOf(group, language),
        ...decoderOf(group.finding),
        cause,
        `→ ${fix}`,
        ...explanationOf(group.finding, clip, language),
      ].join('\n');
    })
    .join('\n\n');
}
