import { type DeviceId, days, EventId, type OwnerId } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import type { RegionContext } from '../context.ts';

/** What owners deleted, outside the database: a backup from before it does not know. */
export const DELETIONS = 'deletions';
/** No class keeps footage for so long: what was deleted before is past its time in every backup. */
const LOG_KEPT = days(45);

export type LoggedDeletion = { ownerId: OwnerId; deviceId: DeviceId; eventIds: readonly EventId[] };

/** Of what was kept beyond its day: a backup of whatever age may hold it, so it is never forgotten. */
const OF_KEPT = 'kept';

/** In both copies of the key store when it resolves, which is before the deletion is confirmed. @returns its name */
export async function logDeletion(
  { keys, clock }: Pick<RegionContext, 'keys' | 'clock'>,
  deletion: LoggedDeletion,
  { isForGood }: { isForGood: boolean },
): Promise<string> {
  const group = isForGood ? OF_KEPT : dayOf(clock.now().getTime());
  const name = `${DELETIONS}/${group}/${randomId('fd', 18)}`;
  await keys.put(name, JSON.stringify(deletion));
  return name;
}

export async function readDeletion(
  { keys }: Pick<RegionContext, 'keys'>,
  name: string,
): Promise<LoggedDeletion | undefined> {
  const text = await keys.find(name);
  if (text === undefined) return undefined;
  const { ownerId, deviceId, eventIds }: LoggedDeletion = JSON.parse(text);
  return { ownerId, deviceId, eventIds: eventIds.map((id) => EventId.parse(id)) };
}

/** Forgets what every backup has forgotten. */
export async function forgetDeletions({ keys }: Pick<RegionContext, 'keys'>, now: Date): Promise<void> {
  const names = await keys.list(DELETIONS);
  const groups = new Set(names.map((name) => name.split('/')[1] ?? ''));
  const first = dayOf(now.getTime() - LOG_KEPT);
  for (const day of groups) if (day !== OF_KEPT && Number(day) < first) await keys.removeGroup(DELETIONS, day);
}
