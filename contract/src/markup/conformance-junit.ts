import type { Conformance } from '../conformance/conformance.ts';
import type { ConformanceItem } from '../conformance/item.ts';
import { itemReasonText, itemText, observationText } from '../conformance/texts.ts';
import type { Language } from '../languages.ts';
import { clipTitle } from './conformance-texts.ts';
import { escaped, quoted } from './escape.ts';
import { stripText } from './strip-text.ts';

/**
 * An extended test as JUnit XML, as CI servers read it: a case per item. A warning is a passed case with a note; what could
 * not be tried is a skipped one, never a passed one. The evidence stands with each.
 */
export function writeConformanceJunit(test: Conformance, language: Language): string {
  const count = (verdict: ConformanceItem['verdict']) => test.items.filter((item) => item.verdict === verdict).length;
  const totals = `tests="${test.items.length}" failures="${count('fail')}" skipped="${count('skipped')}"`;
  const properties = { pid: test.pid, firmware: test.firmware ?? '', region: test.region, conformance: test.id };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kaitong conformance" ${totals}>`,
    `  <testsuite name=${quoted(test.deviceId)} ${totals} timestamp=${quoted(test.createdAt)}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([name, value]) => `      <property name=${quoted(name)} value=${quoted(value)}/>`,
    ),
    '    </properties>',
    ...test.items.map((item) => caseOf(item, test, language)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(item: ConformanceItem, { deviceId }: Conformance, language: Language): string {
  const open = `    <testcase classname=${quoted(deviceId)} name=${quoted(item.name)} time="${secondsOf(item)}">`;
  const why = item.reason && itemReasonText(item.reason, language);
  const inner: string[] = [];
  if (item.verdict === 'fail' && why)
    inner.push(
      `      <failure type=${quoted(item.reason?.code ?? '')} message=${quoted(why.title)}>${escaped(why.remedy)}</failure>`,
    );
  if (item.verdict === 'skipped' && why) inner.push(`      <skipped message=${quoted(why.title)}/>`);
  const evidence = item.observations.map((one) => `${one.at} ${observationText(one, language)}`);
  const note = item.verdict === 'warn' && why ? [why.title, `→ ${why.remedy}`] : [];
  const shown = item.clips.flatMap(({ event, pictures }) => {
    const [strip = '', ...words] = stripText(pictures, language);
    return [`${clipTitle(event, language)}: ${strip}`, ...words];
  });
  const said = [itemText(item.name, language).title, ...note, ...evidence, ...shown].join('\n');
  if (item.observations.length > 0 || note.length > 0 || shown.length > 0)
    inner.push(`      <system-out>${escaped(said)}</system-out>`);
  return [open, ...inner, '    </testcase>'].join('\n');
}

const secondsOf = ({ startedAt, endedAt }: ConformanceItem): string =>
  startedAt && endedAt ? ((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(3) : '0';
