import { days, type OwnerId } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import type { RegionContext } from '../context.ts';

/** Accounts that their owners deleted, outside the database: a backup from before does not know. */
export const DEPARTURES = 'accounts';
/** Rows of people are in every backup, however old: more than any of them should be kept. */
export const DEPARTURES_KEPT = days(400);

type Context = Pick<RegionContext, 'keys' | 'clock'>;

/** In both copies of the key store when it resolves, before anything is deleted. @returns its name */
export async function logDeparture({ keys, clock }: Context, ownerId: OwnerId): Promise<string> {
  const name = `${DEPARTURES}/${dayOf(clock.now().getTime())}/${randomId('ad', 18)}`;
  await keys.put(name, JSON.stringify({ ownerId }));
  return name;
}

export async function readDeparture({ keys }: Pick<RegionContext, 'keys'>, name: string): Promise<OwnerId | undefined> {
  const text = await keys.find(name);
  if (text === undefined) return undefined;
  const { ownerId }: { ownerId: OwnerId } = JSON.parse(text);
  return ownerId;
}

export async function forgetDepartures({ keys, clock }: Context): Promise<void> {
  const first = dayOf(clock.now().getTime() - DEPARTURES_KEPT);
  const groups = new Set((await keys.list(DEPARTURES)).map((name) => name.split('/')[1] ?? ''));
  for (const day of groups) if (Number(day) < first) await keys.removeGroup(DEPARTURES, day);
}
