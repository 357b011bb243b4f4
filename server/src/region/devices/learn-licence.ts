import { type Refusal, refusal, seconds, type Uuid } from '@kaitong/contract';
import { sql } from 'kysely';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { putLicences } from '../products/put-licences.ts';

/** How long control's *no* is believed; a licence that is issued meanwhile comes by itself. */
const BELIEVED = seconds(60);
/** When a camera should ask again while control is away. */
const COME_BACK = seconds(5);

/**
 * Asks control for a licence that this region has no copy of: a batch that was issued a moment ago may still be on its way.
 * Only what a pairing token stands behind comes here, and of that no more than the limits let through.
 *
 * @returns why the licence is not here now; `undefined` once it is
 */
export async function learnLicence(
  context: RegionContext,
  uuid: Uuid,
  { ip }: { ip: string },
): Promise<Refusal | undefined> {
  const { db, limits, control, log, region } = context;
  if (await isKnownToBeUnknown(context, uuid)) return refusal('licence_unknown');
  const tooMany = rateRefusal([
    await takeRate(db, `licence ip ${networkOf(ip)}`, limits.licencesPerIp),
    await takeRate(db, 'licence', limits.licences),
  ]);
  if (tooMany) return tooMany;
  try {
    const { licence } = await control.findLicence({ params: { uuid } });
    if (licence) await putLicences(context, { body: { licences: [licence] } });
    else await remember(context, uuid);
    return licence ? undefined : refusal('licence_unknown');
  } catch (err) {
    log.warn({ err, region, uuid }, 'licence.unconfirmed');
    return refusal('licence_unconfirmed', { seconds: COME_BACK / seconds(1) });
  }
}

async function isKnownToBeUnknown({ db }: RegionContext, uuid: Uuid): Promise<boolean> {
  const row = await db
    .selectFrom('unknown_licence')
    .select('uuid')
    .where('uuid', '=', uuid)
    .where('forgotten_at', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  return row !== undefined;
}

async function remember({ db }: RegionContext, uuid: Uuid): Promise<void> {
  const forgotten_at = sql<Date>`kaitong_now() + ${BELIEVED} * interval '1 ms'`;
  await db
    .insertInto('unknown_licence')
    .values({ uuid, forgotten_at })
    .onConflict((conflict) => conflict.column('uuid').doUpdateSet({ forgotten_at }))
    .execute();
}

/** Removes the answers of control that are not believed any more. */
export async function forgetUnknownLicences(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('unknown_licence').where('forgotten_at', '<=', sql<Date>`kaitong_now()`).execute();
}
