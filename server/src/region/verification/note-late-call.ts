import { seconds } from '@kaitong/contract';
import type { ObjectKind } from '@kaitong/contract/checks';
import type { RegionTransaction } from '../context.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { noteFlow } from './note-flow.ts';
import type { RefusedEvent } from './note-refusal.ts';
import { report } from './report.ts';

/** What was on its way when the device heard of the end is not held against it. */
const IN_FLIGHT = seconds(1);

/**
 * A call for an event whose grant has ended. A device that knows of the end and goes on gets a finding, which reaches the
 * application after its outcome and changes nothing of that. One that has not heard of it yet only learns it here.
 */
export async function noteLateCall(
  trx: RegionTransaction,
  event: RefusedEvent,
  { n, kind }: { n: number; kind: ObjectKind | null },
): Promise<void> {
  const run = await lockRun(trx, event.run_id);
  if (!run || run.state === 'running' || event.probe_id !== null) return;
  if (run.late_call_at === null) await changeRun(trx, run, { late_call_at: run.now });
  const heardAt = (await revokedAt(trx, run)) ?? run.late_call_at;
  const isDeaf = heardAt !== null && heardAt.getTime() + IN_FLIGHT <= run.now.getTime();
  if (!isDeaf || run.flow.some(({ code }) => code === 'flow.upload_after_end')) return;
  const found = await noteFlow(trx, run, 'flow.upload_after_end', { object: n, kind });
  if (found) await report(trx, run.application_id, { type: 'noted', findings: [found] });
}

/** When the device acknowledged that its grant was revoked. */
async function revokedAt(trx: RegionTransaction, { revoke_command_id: id }: LockedRun): Promise<Date | null> {
  if (id === null) return null;
  const command = await trx.selectFrom('command').select('replied_at').where('id', '=', id).executeTakeFirst();
  return command?.replied_at ?? null;
}
