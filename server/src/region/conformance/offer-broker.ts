import { type DeviceId, seconds, WRONG_CERTIFICATES } from '@kaitong/contract';
import { askForBroker, beginOffers } from '@kaitong/core';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { closeLine } from './disturb.ts';
import { type LockedConformance, lockConformanceOf } from './lock-conformance.ts';
import { observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** Closes the device's line: what tokens it asks for from now on come with the addresses of brokers that it must refuse. */
export async function offerBrokers(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  test.stage.brokers = { ...beginOffers(test.now.getTime()), of: 0, lostMs: test.stage.lostMs ?? 0 };
  observe(test, 'line.closed');
  await closeLine(trx, test);
}

/**
 * The broker that a token of the device comes with, where its test has one for it; `undefined`: the right one. After an outage
 * of ours it is the right one, whatever was met: nobody knows what the device went through meanwhile.
 */
export async function offerBroker(
  trx: RegionTransaction,
  { impostorUrls }: Pick<RegionContext, 'impostorUrls'>,
  deviceId: DeviceId,
): Promise<string | undefined> {
  const test = await lockConformanceOf(trx, deviceId);
  const before = test?.stage.brokers;
  if (!test || !before || before.isOver) return undefined;
  const was = snapshotOf(test);
  const kinds = WRONG_CERTIFICATES.filter((wrong) => impostorUrls.has(wrong));
  const isWhole = (test.stage.lostMs ?? 0) === before.lostMs;
  const after = isWhole ? askForBroker(before, kinds, test.now.getTime()) : { ...before, isOver: true, wasAway: true };
  test.stage.brokers = { ...before, ...after, of: kinds.length };
  const isNew = after.wrong !== null && after.wrong !== before.wrong;
  if (before.wrong !== null && before.met.includes(before.wrong) && (isNew || after.isOver))
    observe(test, 'broker.refused', { wrong: before.wrong });
  if (after.isOver) observe(test, 'broker.right');
  else if (isNew) observe(test, 'broker.offered', { wrong: after.wrong ?? '' });
  await saveConformance(trx, test, was);
  await setDeadline(trx, CONFORMANCE_STEP, test.id, seconds(0));
  const url = after.isOver || after.wrong === null ? undefined : impostorUrls.get(after.wrong);
  return url?.replace(/^https:/, 'mqtts:');
}
