import { SOAK_RULES, type Soak } from '../conformance/soak.ts';
import { soakFindingText, soakRuleText } from '../conformance/soak-texts.ts';
import type { Language } from '../languages.ts';
import { escaped, quoted } from './escape.ts';

/** A soak as JUnit XML: a case per rule. One that ended early passed nothing. */
export function writeSoakJunit(soak: Soak, language: Language): string {
  const cases = SOAK_RULES.map((rule) => {
    const found = soak.findings.find((finding) => finding.rule === rule);
    const { name, about } = soakRuleText(rule, language);
    const inner = [`      <system-out>${escaped(about)}</system-out>`];
    if (found) {
      const { title, remedy } = soakFindingText(found, language);
      if (found.severity === 'fail')
        inner.unshift(`      <failure message=${quoted(title)}>${escaped(remedy)}</failure>`);
      else inner.push(`      <system-err>${escaped(`${title}\n${remedy}`)}</system-err>`);
    } else if (soak.outcome === null || soak.outcome === 'skipped') inner.unshift('      <skipped/>');
    return {
      state: found?.severity === 'fail' ? 'failed' : inner[0]?.includes('<skipped/>') ? 'skipped' : 'passed',
      lines: [`    <testcase classname=${quoted(soak.deviceId)} name=${quoted(name)}>`, ...inner, '    </testcase>'],
    };
  });
  const count = (state: string): number => cases.filter((one) => one.state === state).length;
  const totals = `tests="${cases.length}" failures="${count('failed')}" skipped="${count('skipped')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kaitong soak" ${totals}>`,
    `  <testsuite name=${quoted(soak.id)} ${totals} timestamp=${quoted(soak.createdAt)}>`,
    ...cases.flatMap(({ lines }) => lines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
