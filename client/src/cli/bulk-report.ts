import { appendFileSync, readFileSync } from 'node:fs';
import type { Application, ApplicationState } from '@kaitong/contract';
import type { BulkOutcome } from '@kaitong/contract/markup';

/** What came of one sample; `verifying` while it is on its way. */
export type Outcome = BulkOutcome & { state: ApplicationState; firmware: string | null };

export const outcomeOf = (deviceId: string, application: Application): Outcome => ({
  deviceId,
  applicationId: application.id,
  state: application.state,
  pid: application.pid,
  firmware: application.firmware,
  problem: application.problem?.code ?? null,
  text: '',
  findings: application.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
});

/** The last line of each sample counts; one that a killed program has half written is none. */
export function readReport(file: string): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const line of readLines(file)) {
    try {
      const outcome = JSON.parse(line) as Partial<Outcome>;
      if (typeof outcome.deviceId === 'string' && typeof outcome.state === 'string')
        outcomes.set(outcome.deviceId, outcome as Outcome);
    } catch {
      // Of a program that was killed while it wrote.
    }
  }
  return outcomes;
}

/** Ends a line that a killed program left half written: the next would be lost with it. */
export function mendReport(file: string): void {
  const lines = readLines(file);
  if ((lines.at(-1) ?? '') !== '') appendFileSync(file, '\n');
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
