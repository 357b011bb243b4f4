import type { ApplicationId, ProbeOutcome, Refusal } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import {
  afterProbe,
  moveProbe,
  PROBE_GRANT_LIFE,
  type ProbeObject,
  type ProbeSignal,
  probePatience,
} from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RunProbe } from '../../store/region/runs.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { PROBE_DEADLINE } from './deadline-kinds.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { passPreflight, stopPreflight } from './pass-preflight.ts';
import { reportProgress } from './report.ts';

/** More of them than a device still answers to. */
const EARLIER_KEPT = 10;

/**
 * Asks a device for a test event, so that a broken way up is named before anyone waves: the first of its run, or the next
 * one. Each has a grant of its own, whose nonce opens nothing else. @returns which of the run it is
 */
export async function sendProbe(trx: RegionTransaction, run: LockedRun): Promise<number> {
  const n = (run.probe?.n ?? 0) + 1;
  const id = randomId('pb', 18);
  const nonce = createToken().token;
  const grantEndsAt = new Date(run.now.getTime() + PROBE_GRANT_LIFE).toISOString();
  const commandId = await sendCommand(trx, {
    deviceId: run.device_id,
    name: 'probe',
    payload: { probeId: id, nonce, expiresAt: grantEndsAt },
    life: probePatience,
  });
  const earlier = run.probe === null ? [] : [run.probe.id, ...(run.probe.earlier ?? [])].slice(0, EARLIER_KEPT);
  const told = { commandId, nonce, grantEndsAt };
  const probe: RunProbe = { id, n, ...told, step: 'sent', refused: [], isOpened: false, earlier };
  // What the one before found stands at places of its own event, which is deleted now.
  await changeRun(trx, run, { probe, unread_findings: null });
  await setDeadline(trx, PROBE_DEADLINE, run.application_id, probePatience);
  await reportProgress(trx, run, { type: 'probe.sent' });
  return n;
}

/** Whether the run's latest test is the one with this id, and takes something yet. */
export const isUnderWay = ({ probe, now }: LockedRun, probeId: string | null): boolean =>
  probe !== null &&
  probe.id === probeId &&
  probe.step !== 'ended' &&
  // What it took to its close waits for the judge.
  (probe.step === 'closed' || now.getTime() < Date.parse(probe.grantEndsAt));

/** Whether this is the id of a test before the latest one: its device is late, and has not mistaken an id. */
export const isEarlierProbe = ({ probe }: LockedRun, probeId: string): boolean =>
  probe?.earlier?.includes(probeId) ?? false;

/** Whether a test event with this id may be opened now: once, and before the device's own event. */
export const isProbeAwaited = (run: LockedRun, probeId: string | undefined): boolean =>
  run.step === 'preflight' &&
  isUnderWay(run, probeId ?? null) &&
  (run.probe?.step === 'sent' || run.probe?.step === 'acknowledged');

type News = {
  findings?: Finding[];
  /** The device's own, where it declined. */
  reason?: string | null;
  /** How far the objects of its event came: what a deadline is explained with. */
  objects?: readonly ProbeObject[];
};

/** Lets something happen to a run's test event. Of the run itself it can only end the `preflight`. */
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
    default: {
      const probe: RunProbe = { ...run.probe, step: move.to, ...(signal.type === 'opened' && { isOpened: true }) };
      await changeRun(trx, run, { probe });
      await setDeadline(trx, PROBE_DEADLINE, applicationId, move.deadline);
    }
  }
}

async function endProbe(
  trx: RegionTransaction,
  run: LockedRun,
  probe: RunProbe,
  outcome: ProbeOutcome,
  { findings = [], reason = null }: News,
): Promise<void> {
  const then = afterProbe(outcome, { findings, n: probe.n });
  const ended = await changeRun(trx, run, { probe: { ...probe, step: 'ended', hasPassed: then === 'passed' } });
  await clearDeadline(trx, PROBE_DEADLINE, run.application_id);
  // Nothing more is taken for it: its calls are answered with `event_closed`.
  if (probe.isOpened)
    await noteStatement(
      trx,
      trx
        .updateTable('event')
        .set({ state: 'closed' })
        .where('run_id', '=', run.application_id)
        .where('probe_id', '=', probe.id),
    );
  await reportProgress(trx, run, {
    ...{ type: 'probe.ended', outcome, reason, findings },
    ...(then === 'stopped' && { stopped: true }),
  });
  if (then === 'passed') await passPreflight(trx, ended);
  if (then === 'stopped') await stopPreflight(trx, ended);
}

/** Tells the maker what a call of the test event was refused with, each reason once. */
export async function noteProbeRefusal(trx: RegionTransaction, run: LockedRun, problem: Refusal): Promise<void> {
  if (run.probe === null || run.probe.step === 'ended' || run.probe.refused.includes(problem.code)) return;
  await changeRun(trx, run, { probe: { ...run.probe, refused: [...run.probe.refused, problem.code] } });
  await reportProgress(trx, run, { type: 'probe.refused', problem });
}

/** What the store has of a run's test events, asked before the run is locked: nobody waits for a store under a lock. */
export async function askForProbe(
  { objects }: RegionContext,
  trx: RegionTransaction,
  applicationId: ApplicationId,
): Promise<ReadonlySet<string>> {
  const rows = await probeObjects(trx, applicationId).where('event_object.state', '=', 'declared').execute();
  const keys = await Promise.all(
    rows.map(async ({ object_key }) => ((await objects.findInfo(object_key)) ? object_key : [])),
  );
  return new Set(keys.flat());
}

/** How far each object of a run's latest test event came. What was declared after the store was asked came too late. */
export async function listProbeObjects(
  trx: RegionTransaction,
  { application_id, probe }: LockedRun,
  stored: ReadonlySet<string>,
): Promise<ProbeObject[]> {
  if (probe === null) return [];
  const rows = await probeObjects(trx, application_id).where('event.probe_id', '=', probe.id).execute();
  return rows.map(({ state, object_key }) =>
    state === 'committed' ? state : stored.has(object_key) ? 'stored' : 'declared',
  );
}

const probeObjects = (trx: RegionTransaction, applicationId: ApplicationId) =>
  trx
    .selectFrom('event_object')
    .innerJoin('event', 'event.id', 'event_object.event_id')
    .select(['event_object.state', 'object_key'])
    .where('event.run_id', '=', applicationId)
    .where('event.probe_id', 'is not', null);
