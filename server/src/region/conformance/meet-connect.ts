import type { ConformanceId, DeviceId } from '@kaitong/contract';
import { areOffered, OFFERED_TOKEN_LIFE } from '@kaitong/core';
import { sql } from 'kysely';
import { askTogether } from '../../store/ask-together.ts';
import type { ConformanceStage } from '../../store/region/conformance.ts';
import type { RegionContext } from '../context.ts';
import { isCutOff } from './cut-line.ts';

/**
 * Why a device that comes to the broker with a token of its own is refused for its test: `token`, since it is none of those
 * that it was given since its line was closed; `cut_off`, as if there were no room; `undefined`: it is not.
 */
export async function meetConnect(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  { deviceId, isTool }: { deviceId: DeviceId; isTool: boolean },
  tokenExpiresAt: Date,
): Promise<'token' | 'cut_off' | undefined> {
  const cameAt = performance.now();
  const test = await testsOfLines(db)(deviceId);
  if (!test) return undefined;
  const { brokers, cuts } = test.stage;
  if (!isTool && cuts?.at(-1)?.isOver === false && (await isCutOff(db, test.id, cameAt))) return 'cut_off';
  const now = clock.now().getTime();
  const isOlder = tokenExpiresAt.getTime() > now + OFFERED_TOKEN_LIFE;
  return isOlder && brokers && areOffered(brokers, now) ? 'token' : undefined;
}

type Found = { id: ConformanceId; stage: ConformanceStage };
const lookers = new WeakMap<RegionContext['db'], (deviceId: DeviceId) => Promise<Found | undefined>>();

/** Tests that have something for a device that connects; asked for many at once, since each one is looked for. */
function testsOfLines(db: RegionContext['db']): (deviceId: DeviceId) => Promise<Found | undefined> {
  const known = lookers.get(db);
  if (known) return known;
  const look = askTogether<DeviceId, Found>(async (deviceIds) => {
    const tests = await db
      .selectFrom('conformance')
      .select(['id', 'device_id', 'stage'])
      .where('device_id', '=', sql<DeviceId>`ANY(${deviceIds})`)
      .where('state', '=', 'running')
      .where('item', 'in', ['wrong-broker', 'power-cut'])
      .execute();
    return new Map(tests.map(({ id, device_id, stage }) => [device_id, { id, stage }]));
  });
  lookers.set(db, look);
  return look;
}
