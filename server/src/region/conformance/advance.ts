import { type ConformanceItem, type Duration, milliseconds, type Refusal, seconds } from '@kaitong/contract';
import {
  conformancePlans,
  endAfterOutage,
  type ItemEnd,
  type ItemFacts,
  isSpared,
  moveItem,
  waitingItem,
} from '@kaitong/core';
import { sql } from 'kysely';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { giveBackGrant } from '../recording/lent-grant.ts';
import { CONFORMANCE_FOOTAGE, CONFORMANCE_STEP, OUTAGE_END } from './deadline-kinds.ts';
import { enterStep } from './enter-step.ts';
import { gatherFacts } from './gather-facts.ts';
import { inspectEvents } from './inspect-events.ts';
import { endedItem, freshStage } from './items.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { currentItem, observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';
import { restoreSettings } from './settings.ts';

/** How often it is looked whether a device is back, or asleep, that says nothing of it here. */
const LOOK_EVERY = seconds(1);

/** Lets a locked test go on as far as it can now; when the next look is due stands in its row and its deadline. */
export async function advance(context: RegionContext, trx: RegionTransaction, test: LockedConformance): Promise<void> {
  const before = snapshotOf(test);
  while (test.state === 'running') {
    if (test.item === null) {
      await beginNext(trx, test);
      continue;
    }
    const { steps } = conformancePlans[test.item];
    if (test.stage.at >= steps.length) await inspectEvents(context, trx, test);
    const facts = await gatherFacts(trx, test);
    const move = moveItem(test.item, test.stage.at, facts, test.deadline_at <= test.now);
    if (move.to === 'stay') {
      await setDeadline(trx, CONFORMANCE_STEP, test.id, untilNextLook(test, facts));
      break;
    }
    if (move.to === 'ended') {
      await endOrBeginAnew(trx, test, move);
      continue;
    }
    leaveStep(test);
    do test.stage.at += 1;
    while (test.stage.at < steps.length && isSpared(test.item, test.stage.at, facts));
    await enterStep(trx, test);
  }
  await saveConformance(trx, test, before);
}

function untilNextLook(test: LockedConformance, { quietMs }: ItemFacts): Duration {
  const step = test.item === null ? undefined : conformancePlans[test.item].steps[test.stage.at];
  const left = Math.max(0, test.deadline_at.getTime() - test.now.getTime());
  if (step?.does === 'settle') return milliseconds(Math.min(left, Math.max(50, step.lasts - quietMs)));
  const isSilent = step?.does === 'await-line' || step?.does === 'await-sleep';
  return milliseconds(isSilent ? Math.min(left, LOOK_EVERY) : left);
}

/** Privacy counts from the moment at which the camera has confirmed it. */
function leaveStep(test: LockedConformance): void {
  const { item, stage } = test;
  const step = item === null ? undefined : conformancePlans[item].steps[stage.at];
  if (step?.does === 'set') stage.privacy = step.setting === 'privacy-on';
  if (step?.does === 'await-sleep') observe(test, 'sleep.told');
}

async function beginNext(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  const next = test.items.find(({ state }) => state === 'waiting');
  if (!next) return await endTest(trx, test, null);
  next.state = 'running';
  next.startedAt = test.now.toISOString();
  test.item = next.name;
  test.stage = { ...freshStage(next.name), lostMs: Math.max(0, test.wayBackUntil - test.now.getTime()) };
  await enterStep(trx, test);
}

async function endOrBeginAnew(trx: RegionTransaction, test: LockedConformance, end: ItemEnd): Promise<void> {
  const { stage, item: name } = test;
  const item = currentItem(test);
  if (!item) throw new Error(`test ${test.id} has no item to end`);
  const begunAnew = item.observations.filter(({ code }) => code === 'platform.away').length;
  const after = endAfterOutage(end, { lostMs: stage.lostMs ?? 0, begunAnew });
  if (after !== 'anew') return await leaveItem(trx, test, endedItem(item, after, test.now));
  observe(test, 'platform.away', { seconds: Math.round((stage.lostMs ?? 0) / seconds(1)) });
  await leaveItem(trx, test, { ...waitingItem(item.name), observations: item.observations });
  await sql`UPDATE conformance_event SET n = 0 WHERE conformance_id = ${test.id} AND item = ${name}`.execute(trx);
}

/** Whatever of it goes on, with the device or here, ends. */
async function leaveItem(trx: RegionTransaction, test: LockedConformance, left: ConformanceItem): Promise<void> {
  const { item, stage } = test;
  test.items = test.items.map((one) => (one.name === item ? left : one));
  const steps = item === null ? [] : conformancePlans[item].steps;
  if (stage.at < steps.length && steps.some(({ does }) => does === 'set')) await restoreSettings(trx, test);
  await trx
    .updateTable('conformance_event')
    .set({ is_given_up: true })
    .where('conformance_id', '=', test.id)
    .where('closed_at', 'is', null)
    .execute();
  await clearDeadline(trx, OUTAGE_END, test.id);
  await setDeadline(trx, CONFORMANCE_FOOTAGE, test.id, seconds(0));
  test.item = null;
}

/** Ends a test: as it should, or for a reason that keeps its other items from being tried. */
export async function endTest(trx: RegionTransaction, test: LockedConformance, problem: Refusal | null): Promise<void> {
  const wasAtWork = currentItem(test) !== undefined;
  const notReached: ItemEnd = { verdict: 'skipped', reason: { code: 'not_reached', params: {} } };
  test.items = test.items.map((one) => (one.state === 'ended' ? one : endedItem(one, notReached, test.now)));
  test.state = 'ended';
  test.item = null;
  test.problem = problem;
  test.ended_at = test.now;
  await trx
    .updateTable('conformance')
    .set({ state: 'ended' }) // from here on the device has what its owner's subscription gives it
    .where('id', '=', test.id)
    .execute();
  for (const kind of [CONFORMANCE_STEP, OUTAGE_END]) await clearDeadline(trx, kind, test.id);
  await setDeadline(trx, CONFORMANCE_FOOTAGE, test.id, seconds(0));
  if (wasAtWork) await restoreSettings(trx, test);
  await giveBackGrant(trx, test.device_id);
}
