import { type DeviceId, seconds, WRONG_CERTIFICATES } from '@kaitong/contract';
import { areOffered, askForBroker, beginOffers, OFFERED_TOKEN_LIFE } from '@kaitong/core';
import { sql } from 'kysely';
import { askTogether } from '../../store/ask-together.ts';
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

/** Whether a token that lives until then is none of those that its device was given since its line was closed. */
export async function isOlderToken(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  deviceId: DeviceId,
  expiresAt: Date,
): Promise<boolean> {
  const now = clock.now().getTime();
  if (expiresAt.getTime() <= now + OFFERED_TOKEN_LIFE) return false;
  const offers = await offersOf(db)(deviceId);
  return offers !== undefined && areOffered(offers, now);
}

type Offers = Parameters<typeof areOffered>[0];
const lookers = new WeakMap<RegionContext['db'], (deviceId: DeviceId) => Promise<Offers | undefined>>();

/** The offers that a device's test makes it; asked for many at once, since each device that connects is looked for. */
function offersOf(db: RegionContext['db']): (deviceId: DeviceId) => Promise<Offers | undefined> {
  const known = lookers.get(db);
  if (known) return known;
  const look = askTogether<DeviceId, Offers>(async (deviceIds) => {
    const tests = await db
      .selectFrom('conformance')
      .select(['device_id', 'stage'])
      .where('device_id', '=', sql<DeviceId>`ANY(${deviceIds})`)
      .where('state', '=', 'running')
      .where('item', '=', 'wrong-broker')
      .execute();
    return new Map(tests.flatMap(({ device_id, stage: { brokers } }) => (brokers ? [[device_id, brokers]] : [])));
  });
  lookers.set(db, look);
  return look;
}
