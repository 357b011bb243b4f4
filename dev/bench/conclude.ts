type Report<Results> = {
  reportText(results: Results): string;
  verdictsOf(results: Results): { what: string; holds: boolean }[];
  writeReport(results: Results): void;
};

/** Shows what a bench measured and which of its lines hold, writes its pages unless it is asked not to, and exits by them. */
export function conclude<Results>(results: Results, report: Report<Results>, given: readonly string[]): void {
  const verdicts = report.verdictsOf(results);
  const lines = verdicts.map(({ what, holds }) => `${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`);
  process.stdout.write(`${[report.reportText(results), ...lines].join('\n')}\n`);
  if (!given.includes('--no-docs')) report.writeReport(results);
  process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
}
