import {
  type ApplicationId,
  type controlPlane,
  isRefusal,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  seconds,
} from '@kaitong/contract';
import type { PlaneCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { takeReports } from './take-reports.ts';

/** Runs at once, each with a session of the database: half of those of a process. */
const LANES = 8;
/** An application may be held by what takes long. The region waits for the others' answers for longer than this. */
const PATIENCE = seconds(5);

type Run = Parsed<typeof controlPlane.reportRuns>['body']['runs'][number];
type Answer = { taken: number } | Refusal;

/**
 * Takes a region's reports on many runs, each run's as `reportRun` does and in a transaction of its own: what is wrong with
 * one, or holds it up, is nothing to the others. What is not done in time is done all the same, and told again.
 */
export async function reportRuns(
  context: ControlContext,
  caller: PlaneCaller,
  { body: { region, runs } }: Parsed<typeof controlPlane.reportRuns>,
): Promise<Reply<typeof controlPlane.reportRuns> | Refusal> {
  if (caller.from !== region) return refusal('not_allowed');
  const waiting = [...runs];
  const answers = new Map<ApplicationId, Answer>();
  const failures: unknown[] = [];
  async function takeNext(): Promise<void> {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      const { applicationId, reports }: Run = run;
      await takeReports(context, applicationId, { region, reports }).then(
        (answer) => answers.set(applicationId, answer),
        (err: unknown) => {
          failures.push(err);
          context.log.warn({ err, applicationId }, 'run.reports_not_taken');
        },
      );
    }
  }
  const timeUp = Promise.withResolvers<void>();
  const timer = setTimeout(timeUp.resolve, PATIENCE);
  await Promise.race([Promise.all(Array.from({ length: LANES }, takeNext)), timeUp.promise]);
  clearTimeout(timer);
  if (answers.size === 0 && failures.length > 0) throw failures[0]; // an outage, most likely, and answered as one
  const all = [...answers];
  return {
    taken: all.flatMap(([applicationId, answer]) =>
      isRefusal(answer) ? [] : [{ applicationId, taken: answer.taken }],
    ),
    refused: all.flatMap(([applicationId, answer]) => (isRefusal(answer) ? [{ applicationId, problem: answer }] : [])),
  };
}
