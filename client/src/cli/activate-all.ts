import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { type Application, ApplicationId, DEVICE_ID_PATTERN, ProblemError, seconds } from '@kaitong/contract';
import { writeBulkJunit } from '@kaitong/contract/markup';
import { mendReport, type Outcome, outcomeOf, readReport } from './bulk-report.ts';
import type { ServerConnection } from './connection.ts';
import { Endings } from './endings.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Output, table } from './output.ts';
import { patiently } from './patiently.ts';
import { submit, toldBy, type Waiting } from './submit.ts';
import { UsageError } from './usage-error.ts';

export type ActivateAllOptions = {
  /** Where what came of each is kept, a line of JSON each; a second call goes on from it. */
  report: string;
  parallel: number;
  /** Submit those anew that did not come through. */
  again: boolean;
  acceptOlderFirmware: boolean;
  json: boolean;
  junit?: string;
};

type Work = {
  connection: ServerConnection;
  endings: Endings;
  options: ActivateAllOptions;
  output: Output;
  waiting: Waiting;
};

/** As long as one of them waits. */
const OUTAGE_TOLD_EVERY = seconds(60);

/** `kaitong activate-all <file>`: one sample a line, some at a time, each followed to its outcome. */
export async function activateAll(
  connection: ServerConnection,
  file: string,
  options: ActivateAllOptions,
  output: Output,
): Promise<ExitCode> {
  const deviceIds = readDeviceIds(file);
  mendReport(options.report);
  const done = readReport(options.report);
  const left = deviceIds.filter((id) => isLeft(done.get(id), options.again));
  if (left.length < deviceIds.length)
    output.error(
      `${options.report} has ${deviceIds.length - left.length} of ${deviceIds.length}; going on with the rest.`,
    );
  const waiting = tellOnce(toldBy(options.json ? () => {} : output.error, connection.url));
  const work = { connection, endings: new Endings(connection), options, output, waiting };
  const queue = left.values(); // shared: each lane takes the next
  const faults: unknown[] = [];
  const lane = async (): Promise<void> => {
    for (const deviceId of queue) {
      try {
        done.set(deviceId, await activateOne(work, deviceId, done.get(deviceId)));
      } catch (error) {
        output.error(`${deviceId}: ${error instanceof Error ? error.message : error}`);
        faults.push(error);
        if (!(error instanceof ProblemError)) for (const _ of queue); // nothing is begun any more
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.parallel, left.length) }, lane));
  const outcomes = deviceIds.flatMap((id) => done.get(id) ?? []);
  if (options.junit !== undefined) writeFileSync(options.junit, writeBulkJunit(file, outcomes));
  if (!options.json) output.line(summaryOf(outcomes));
  if (faults.length === 0) return exitCodeOf(outcomes);
  const open = left.filter((id) => isLeft(done.get(id), false)).length;
  output.error(`${open} of ${deviceIds.length} have no outcome yet. Call this again: it goes on with them.`);
  return exitCodes.outage;
}

/** Two hundred lanes meet the same outage. */
function tellOnce({ onWait, onOutage }: Waiting): Waiting {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    onWait,
    onOutage() {
      if (performance.now() - toldAt < OUTAGE_TOLD_EVERY) return;
      toldAt = performance.now();
      onOutage();
    },
  };
}

/** Blank lines and what follows a # say nothing; an id that stands twice is meant once. @throws UsageError */
function readDeviceIds(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase());
  const wrong = lines.flatMap((line, n) =>
    line === '' || DEVICE_ID_PATTERN.test(line) ? [] : [`line ${n + 1}: ${line}`],
  );
  if (wrong.length > 0)
    throw new UsageError(
      `${file} holds what is no device ID (20 to 22 letters and digits):\n  ${wrong.slice(0, 10).join('\n  ')}`,
    );
  const ids = [...new Set(lines.filter((line) => line !== ''))];
  if (ids.length === 0) throw new UsageError(`${file} holds no device ID; write one a line.`);
  return ids;
}

/** Whoever came too early, after the day's last check, was not looked at. */
const isLeft = (outcome: Outcome | undefined, again: boolean): boolean =>
  outcome === undefined ||
  outcome.state === 'verifying' ||
  outcome.problem === 'rate_limited' ||
  (again && outcome.state !== 'approved');

/** One that was on its way when an earlier call ended is followed and not submitted again. */
async function activateOne(work: Work, deviceId: string, before: Outcome | undefined): Promise<Outcome> {
  const { connection } = work;
  const running = before?.state === 'verifying' ? before.applicationId : null;
  const read = (id: ApplicationId): Promise<Application> =>
    patiently(() => connection.client.getApplication({ params: { id } }));
  const application = running === null ? await begin(work, deviceId) : await read(ApplicationId.parse(running));
  if ('outcome' in application) return note(work, application.outcome);
  if (application.state === 'verifying') {
    note(work, outcomeOf(deviceId, application));
    await work.endings.ofOne(application.id);
  }
  return note(work, outcomeOf(deviceId, await read(application.id)));
}

async function begin(
  { connection, options: { acceptOlderFirmware }, waiting }: Work,
  deviceId: string,
): Promise<Application | { outcome: Outcome }> {
  try {
    return await submit(connection, { deviceId, acceptOlderFirmware }, waiting);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code === 'internal_error') throw error;
    const { code, params, title, applicationId } = error.problem;
    // Of a call that was ended before it wrote down what it had begun.
    const own = code === 'run_in_progress' ? await findRunning(connection, deviceId) : undefined;
    if (own) return own;
    const id = applicationId ?? params.applicationId;
    return {
      outcome: {
        ...{ deviceId, applicationId: typeof id === 'string' ? id : null, state: 'refused', pid: null, firmware: null },
        ...{ problem: code, text: title, findings: [] },
      },
    };
  }
}

async function findRunning({ client }: ServerConnection, deviceId: string): Promise<Application | undefined> {
  const { items } = await client.listApplications({ query: { search: deviceId, state: 'verifying' } });
  return items.find((application) => application.deviceId === deviceId);
}

/** Written down before anything else is done: whoever ends this program loses nothing of it. */
function note({ options, output }: Work, outcome: Outcome): Outcome {
  appendFileSync(options.report, `${JSON.stringify(outcome)}\n`);
  if (options.json) output.line(JSON.stringify(outcome));
  else output.line(rowOf(outcome).filter(Boolean).join('  '));
  return outcome;
}

const rowOf = ({ deviceId, state, pid, firmware, problem, findings }: Outcome): string[] => [
  deviceId,
  state,
  pid ?? '–',
  firmware ?? '–',
  [problem ?? '', ...findings.slice(0, 3)].filter(Boolean).join(' '),
];

function summaryOf(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, ({ state }) => state);
  const total = [...counts].map(([state, all]) => `${all.length} ${state}`).join(', ');
  return `\n${table([['DEVICE', 'STATE', 'PID', 'FIRMWARE', 'REASON'], ...outcomes.map(rowOf)])}\n\n${total}`;
}

/** The worst of them, as of a single one. */
function exitCodeOf(outcomes: readonly Outcome[]): ExitCode {
  const states = new Set(outcomes.map(({ state }) => state));
  if (states.has('verifying')) return exitCodes.outage;
  if (states.has('rejected')) return exitCodes.rejected;
  if (states.has('refused')) return exitCodes.refused;
  return states.has('cancelled') ? exitCodes.cancelled : exitCodes.done;
}
