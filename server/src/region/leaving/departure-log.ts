import { days, type OwnerId } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import type { RegionContext } from '../context.ts';

/** Accounts that their owners deleted, outside the database: a backup from before does not know. */
export const DEPARTURES = 'accounts';
/** Rows of people are in every backup, however old: more than any of them should be kept. */
export const DEPARTURES_KEPT = days(400);

type Context = Pick<RegionContext, 'keys' | 'clock'>;

/** What stands in the log: with it, whoever has the receipt finds it also in a database from before. */
export type Departure = { ownerId: OwnerId; id: string; tokenHash: string | null; at: string };

export const nameDeparture = ({ id, at }: Pick<Departure, 'id' | 'at'>): string =>
  `${DEPARTURES}/${dayOf(Date.parse(at))}/${id}`;

/** In both copies of the key store when it resolves, before anything of it is deleted. May be repeated. */
export const logDeparture = (
  { keys }: Pick<RegionContext, 'keys'>,
  departure: Departure,
  name = nameDeparture(departure),
): Promise<void> => keys.put(name, JSON.stringify(departure));

export async function readDeparture({ keys, clock }: Context, name: string): Promise<Departure | undefined> {
  const text = await keys.find(name);
  if (text === undefined) return undefined;
  const { ownerId, ...logged }: Pick<Departure, 'ownerId'> & Partial<Departure> = JSON.parse(text);
  const { id = randomId('ad', 18), tokenHash = null, at = clock.now().toISOString() } = logged; // of earlier releases
  return { ownerId, id, tokenHash, at };
}

export async function forgetDepartures({ keys, clock }: Context): Promise<void> {
  const first = dayOf(clock.now().getTime() - DEPARTURES_KEPT);
  const groups = new Set((await keys.list(DEPARTURES)).map((name) => name.split('/')[1] ?? ''));
  for (const day of groups) if (Number(day) < first) await keys.removeGroup(DEPARTURES, day);
}
