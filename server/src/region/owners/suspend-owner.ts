import { type OwnerId, type Parsed, type Refusal, type Reply, refusal, type regionSales } from '@kaitong/contract';
import { sql } from 'kysely';
import { containing } from '../../paging.ts';
import { isPlaceholder } from '../../sign-in/login.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** Suspends an app account, or lifts its suspension: cameras hear at once, everything else asks at each request. */
export async function suspendOwner(
  { db, log, region, hooks }: RegionContext,
  { params: { ownerId }, body: { suspended, reason } }: Parsed<typeof regionSales.suspendOwner>,
): Promise<Reply<typeof regionSales.suspendOwner>> {
  const refused = await db.transaction().execute((trx) => change(trx, hooks, ownerId, suspended ? reason : undefined));
  if (!refused) log.info({ region, ownerId, suspended }, 'owner.suspension_changed');
  return { refused: refused ?? null };
}

async function change(
  trx: RegionTransaction,
  hooks: RegionContext['hooks'],
  ownerId: OwnerId,
  reason: string | undefined,
): Promise<Refusal | undefined> {
  const owner = await trx
    .selectFrom('login_user')
    .select('id')
    .where('id', '=', ownerId)
    .forNoKeyUpdate() // whoever has a subscription of theirs locked may be about to leave them a notice
    .executeTakeFirst();
  if (!owner) return refusal('not_found');
  if (reason === undefined) await trx.deleteFrom('owner_suspension').where('owner_id', '=', ownerId).execute();
  else
    await trx
      .insertInto('owner_suspension')
      .values({ owner_id: ownerId, reason })
      .onConflict((conflict) => conflict.column('owner_id').doUpdateSet({ reason }))
      .execute();
  const devices = await trx
    .selectFrom('subscription')
    .select('device_id')
    .where('owner_id', '=', ownerId)
    .orderBy('device_id')
    .forUpdate()
    .execute();
  for (const { device_id } of devices) await hooks.permissionChanged?.(trx, device_id);
  await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId: null });
  return undefined;
}

/** As an instant is written: what control sorts and names places by must be what is compared here. */
const CREATED = sql<Date>`date_trunc('milliseconds', login_user.created_at)`;

/** App accounts by a part of their name, e-mail address or phone number, newest first. */
export async function findOwners(
  { db }: RegionContext,
  { body: { search, limit, after } }: Parsed<typeof regionSales.findOwners>,
): Promise<Reply<typeof regionSales.findOwners>> {
  const part = containing(search.trim());
  let owners = db
    .selectFrom('login_user')
    .leftJoin('owner_suspension', 'owner_suspension.owner_id', 'login_user.id')
    .select(CREATED.as('created'))
    .select(['login_user.id', 'name', 'email', 'phone', 'reason', 'owner_suspension.at'])
    .select((select) =>
      select
        .selectFrom('device')
        .select((row) => row.fn.countAll<number>().as('devices'))
        .whereRef('device.owner_id', '=', 'login_user.id')
        .where('removed_at', 'is', null)
        .as('devices'),
    )
    .where((is) =>
      is.or([
        is('name', 'ilike', part),
        is('phone', 'like', part),
        is.and([is('email', 'ilike', part), is('phone', 'is', null)]),
      ]),
    );
  if (after)
    owners = owners.where(
      sql<boolean>`(${CREATED}, login_user.id COLLATE "C") < (${after.createdAt}::timestamptz, ${after.ownerId})`,
    );
  const rows = await owners
    .orderBy(CREATED, 'desc')
    .orderBy(sql`login_user.id COLLATE "C"`, 'desc')
    .limit(limit)
    .execute();
  const items = rows.map(({ id, name, email, phone, created, devices, reason, at }) => ({
    ownerId: id,
    name,
    login: phone ?? (isPlaceholder(email) ? '' : email),
    createdAt: created.toISOString(),
    devices: Number(devices),
    suspended: reason === null || at === null ? null : { at: at.toISOString(), reason },
  }));
  return { items };
}
