import { MOST_RUNS, minutes, ProblemError, type RunReport, seconds } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import type { SendAll, Taken, Waiting } from '../send-topics.ts';

/** A control that is slow has much to do, and what it is told again it has to do again. */
const PATIENCE = seconds(20);
/** A verdict with all that it rests on is some 100 kB; what is larger than a call should be goes in one of its own. */
const MOST_CHARACTERS = 1_000_000;
/** Control knows no batches, or refused one for what is in it. */
const APART = minutes(1);

type Context = Pick<RegionContext, 'control' | 'region'>;
type Run = Waiting<RunReport>;

/**
 * Tells control of all runs that wait in as few calls as they fit in. A control of a release before knows no such call, and
 * what cannot be read of one run refuses the call for all: then they go in calls of their own, and whatever was refused so
 * stays out of the others' for a while.
 */
export function reportInBatches({ control, region }: Context): SendAll<RunReport> {
  /** From when on control is asked again whether it knows batches. */
  let knownFrom = Number.NEGATIVE_INFINITY;
  const apart = new Map<string, number>();

  async function reportOne({ key, reports }: Run): Promise<{ taken: number }> {
    const said = { params: { applicationId: key }, body: { region, reports } };
    try {
      return await control.reportRun(said, { patience: PATIENCE });
    } catch (error) {
      if (isOfItsBody(error)) apart.set(key, performance.now() + APART);
      throw error;
    }
  }

  const reportEach = (runs: readonly Run[]): Promise<Taken[]> => Promise.allSettled(runs.map(reportOne));

  async function reportMany(runs: readonly Run[]): Promise<Taken[]> {
    if (runs.length === 1) return await reportEach(runs);
    const told = runs.map(({ key, reports }) => ({ applicationId: key, reports }));
    try {
      const answer = await control.reportRuns({ body: { region, runs: told } }, { patience: PATIENCE });
      const taken = new Map<string, number>(answer.taken.map((one) => [one.applicationId, one.taken]));
      const refused = new Map<string, string>(answer.refused.map((one) => [one.applicationId, one.problem.code]));
      return runs.map(({ key }) => {
        const upTo = taken.get(key);
        if (upTo !== undefined) return { status: 'fulfilled', value: { taken: upTo } };
        return { status: 'rejected', reason: new Error(`control: ${refused.get(key) ?? 'not yet'}, of run ${key}`) };
      });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status >= 500) {
        return runs.map(() => ({ status: 'rejected', reason: error }));
      }
      if (error.problem.status === 404) knownFrom = performance.now() + APART;
      return await reportEach(runs);
    }
  }

  return async (waiting) => {
    const now = performance.now();
    for (const [key, until] of apart) if (until <= now) apart.delete(key);
    const together = now >= knownFrom ? waiting.filter(({ key }) => !apart.has(key)) : [];
    const alone = waiting.filter((run) => !together.includes(run));
    const batches = [...pack(together), ...alone.map((run) => [run])];
    const ends = await Promise.all(batches.map(reportMany));
    const endOf = new Map(batches.flatMap((runs, n) => runs.map((run, at) => [run, ends[n]?.[at]] as const)));
    return waiting.map((run) => endOf.get(run) ?? { status: 'rejected', reason: new Error(`${run.key} was left out`) });
  };
}

/** What is said cannot be read, or is too much. */
const isOfItsBody = (error: unknown): boolean =>
  error instanceof ProblemError && [400, 413, 422].includes(error.problem.status);

/** As many of them in a call as it may have. */
function pack(runs: readonly Run[]): Run[][] {
  const batches: Run[][] = [];
  let room = 0;
  for (const run of runs) {
    const length = JSON.stringify(run.reports).length;
    const last = batches.at(-1);
    if (last && last.length < MOST_RUNS && length <= room) last.push(run);
    else {
      batches.push([run]);
      room = MOST_CHARACTERS;
    }
    room -= length;
  }
  return batches;
}
