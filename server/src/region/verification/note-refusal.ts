import type { ApplicationId, Refusal } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import type { RegionTransaction } from '../context.ts';
import { changeRun, lockRun } from './lock-run.ts';
import { noteProbeRefusal } from './probe.ts';

/** Which event of a run was refused something: the run's one event, or its test event. */
export type RefusedEvent = { run_id: ApplicationId; probe_id: string | null };

/**
 * Remembers on the run what its device was refused: the reason a missed deadline is then explained with. What a test
 * event is refused is told at once instead, and explains nothing of the run.
 */
export async function noteRefusal(
  trx: RegionTransaction,
  event: RefusedEvent,
  refused: Refusal,
  found: Finding | null = null,
): Promise<Refusal> {
  const run = await lockRun(trx, event.run_id);
  if (run?.state !== 'running') return refused;
  if (event.probe_id !== null) await noteProbeRefusal(trx, run, refused);
  else await changeRun(trx, run, { last_refusal: reasonOf(refused), last_finding: found });
  return refused;
}

const reasonOf = ({ code, params: { field } }: Refusal): string => (field === undefined ? code : `${code} ${field}`);
