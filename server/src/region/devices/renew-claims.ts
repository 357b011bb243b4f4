import { type DeviceId, days, kindsThatCan, MOST_CLAIMS, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { takeAnswer } from './settle-claims.ts';

// Its subject is the device up to which claims are renewed. Set for the first time by the schema's migration.
const RENEWAL = 'claims.renew';
const FROM_THE_FIRST = '-';
const EVERY = days(1);

/**
 * Every pairing claims its unit anew, with the number that it has: control may have been brought back to a day at which it
 * knew less, and so may this region. A pairing that was given back or lost since, and came back with its region, ends.
 */
export async function renewClaims(db: Executor): Promise<void> {
  await setDeadline(db, RENEWAL, FROM_THE_FIRST, seconds(0));
}

/** Once a day too, since not every such day is noticed. Page by page: a process that dies leaves the next page due. */
export const claimRenewalHandlers = (
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, string>> => ({
  [RENEWAL]: async ({ subject }, trx) => {
    const last = await renewPage(context, subject === FROM_THE_FIRST ? '' : subject);
    await goOn(trx, last);
  },
});

async function goOn(trx: RegionTransaction, last: DeviceId | undefined): Promise<void> {
  if (last === undefined) await setDeadline(trx, RENEWAL, FROM_THE_FIRST, EVERY);
  else await setDeadline(trx, RENEWAL, last, seconds(0));
}

/** @returns the last device of the page; undefined: there are no more */
export async function renewPage(context: RegionContext, after: string): Promise<DeviceId | undefined> {
  const { db, control, region } = context;
  const page = await db
    .selectFrom('device')
    .select(['device_id as deviceId', 'uuid', 'claim_kind as kind', 'paired_at', 'claim'])
    .where('removed_at', 'is', null)
    .where('kind', 'in', kindsThatCan('changeHands'))
    .where('claim', 'is not', null)
    .where(sql.ref<string>('device_id'), '>', after)
    .orderBy('device_id')
    .limit(MOST_CLAIMS)
    .execute();
  if (page.length === 0) return undefined;
  const claims = page.map(({ paired_at, claim, ...one }) => ({
    ...one,
    pairedAt: paired_at.toISOString(),
    ...(claim === null ? {} : { number: claim }),
  }));
  const answers = await control.settleClaims({ body: { region, released: [], claims } });
  for (const answer of answers.claims) await takeAnswer(context, answer);
  return page.at(-1)?.deviceId;
}
