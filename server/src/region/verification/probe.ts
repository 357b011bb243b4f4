import type { ApplicationId, ProbeOutcome, Refusal } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { moveProbe, type ProbeObject, type ProbeSignal, probePatience } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RunProbe } from '../../store/region/runs.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { PROBE_DEADLINE } from './deadline-kinds.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { reportProgress } from './report.ts';

/** Asks a device, which can do it, for a test event, so that a broken way up is named before anyone waves. */
export async function sendProbe(trx: RegionTransaction, run: LockedRun): Promise<void> {
  if (run.probe !== null) return;
  const id = randomId('pb', 18);
  const commandId = await sendCommand(trx, {
    deviceId: run.device_id,
    name: 'probe',
    payload: { probeId: id, nonce: run.nonce },
    life: probePatience,
  });
  await storeProbe(trx, run, { id, commandId, step: 'sent', refused: [], isOpened: false });
  await setDeadline(trx, PROBE_DEADLINE, run.application_id, probePatience);
  await reportProgress(trx, run, { type: 'probe.sent' });
}

/** Whether a test event with this id may be opened now: once, and before the device's own event. */
export const isProbeAwaited = ({ step, probe }: LockedRun, probeId: string | undefined): boolean =>
  step === 'await-event' && probe?.id === probeId && (probe?.step === 'sent' || probe?.step === 'acknowledged');

type News = {
  findings?: Finding[];
  /** The device's own, where it declined. */
  reason?: string | null;
  /** How far the objects of its event came: what a deadline is explained with. */
  objects?: readonly ProbeObject[];
};

/** Lets something happen to a run's test event. The run itself moves for none of it. */
export async function signalProbe(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  signal: ProbeSignal,
  news: News = {},
): Promise<void> {
  const run = await lockRun(trx, applicationId);
  if (run?.state !== 'running' || run.probe === null) return;
  const move = moveProbe(run.probe.step, signal, news.objects ?? []);
  switch (move.to) {
    case 'stay':
      return;
    case 'ended':
      await endProbe(trx, run, run.probe, move.outcome, news);
      return;
    default:
      await storeProbe(trx, run, { ...run.probe, step: move.to, ...(signal.type === 'opened' && { isOpened: true }) });
      if (move.deadline === null) await clearDeadline(trx, PROBE_DEADLINE, applicationId);
      else await setDeadline(trx, PROBE_DEADLINE, applicationId, move.deadline);
  }
}

async function endProbe(
  trx: RegionTransaction,
  run: LockedRun,
  probe: RunProbe,
  outcome: ProbeOutcome,
  { findings = [], reason = null }: News,
): Promise<void> {
  await storeProbe(trx, run, { ...probe, step: 'ended' });
  await clearDeadline(trx, PROBE_DEADLINE, run.application_id);
  // Nothing more is taken for it: its calls are answered with `event_closed`.
  if (probe.isOpened !== false)
    await noteStatement(
      trx,
      trx
        .updateTable('event')
        .set({ state: 'closed' })
        .where('run_id', '=', run.application_id)
        .where('probe_id', 'is not', null),
    );
  await reportProgress(trx, run, { type: 'probe.ended', outcome, reason, findings });
}

/** Tells the maker what a call of the test event was refused with, each reason once. */
export async function noteProbeRefusal(trx: RegionTransaction, run: LockedRun, problem: Refusal): Promise<void> {
  if (run.probe === null || run.probe.step === 'ended' || run.probe.refused.includes(problem.code)) return;
  await storeProbe(trx, run, { ...run.probe, refused: [...run.probe.refused, problem.code] });
  await reportProgress(trx, run, { type: 'probe.refused', problem });
}

async function storeProbe(trx: RegionTransaction, run: LockedRun, probe: RunProbe): Promise<void> {
  await changeRun(trx, run, { probe });
}

/** How far each object of a run's test event came. */
export async function listProbeObjects(
  { objects }: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<ProbeObject[]> {
  const rows = await trx
    .selectFrom('event_object')
    .innerJoin('event', 'event.id', 'event_object.event_id')
    .select(['event_object.state', 'object_key'])
    .where('event.run_id', '=', applicationId)
    .where('event.probe_id', 'is not', null)
    .execute();
  return await Promise.all(
    rows.map(async ({ state, object_key }) => {
      if (state === 'committed') return state;
      return (await objects.findInfo(object_key)) ? 'stored' : 'declared';
    }),
  );
}
