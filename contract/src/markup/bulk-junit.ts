import { escaped, quoted } from './escape.ts';

/** What came of one sample, as a report names it. Whatever is not `approved` has not come through, or not yet. */
export type BulkOutcome = {
  deviceId: string;
  applicationId: string | null;
  state: string;
  pid: string | null;
  problem: string | null;
  text: string;
  /** Codes of the checks that failed, the cause first. */
  findings: readonly string[];
};

/** What came of all samples as JUnit XML: a case each, so that a dashboard names the products that did not come through. */
export function writeBulkJunit(name: string, outcomes: readonly BulkOutcome[]): string {
  const failures = outcomes.filter(({ state }) => state !== 'approved').length;
  const counts = `tests="${outcomes.length}" failures="${failures}"`;
  const cases = outcomes.map((outcome) => {
    const { deviceId, pid, state, problem, text, findings } = outcome;
    const open = `    <testcase classname=${quoted(pid ?? 'unknown')} name=${quoted(deviceId)}`;
    if (state === 'approved') return `${open}/>`;
    const what = [problem ?? state, ...findings].join(' ');
    const body = escaped([text, ...findings, outcome.applicationId ?? ''].filter(Boolean).join('\n'));
    return `${open}>\n      <failure type=${quoted(problem ?? state)} message=${quoted(what)}>${body}</failure>\n    </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kaitong activate-all" ${counts}>`,
    `  <testsuite name=${quoted(name)} ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
