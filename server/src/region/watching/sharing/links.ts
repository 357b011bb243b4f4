import type { Language } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import { hashToken } from '../../../secrets/tokens.ts';
import type { ShareLinkTable } from '../../../store/region/playbacks.ts';
import type { RegionContext, RegionTransaction } from '../../context.ts';
import { IS_IN_FORCE, IS_PAUSED, type Session } from '../sessions.ts';
import { wrapPin } from './pins.ts';

export type Link = Selectable<ShareLinkTable>;

/** How whoever made a link wants it to be. */
export type LinkSettings = {
  pin?: string | undefined;
  picture?: boolean | undefined;
  language?: Language | undefined;
  timeZone?: string | undefined;
};

/** Below that, one who plays a link asks again and again; above, somebody plays it anew. */
const ONE_PLAY = sql`interval '5 minutes'`;
/** What says that it is still being played is written no more often. */
const SAID_AGAIN = sql`interval '1 minute'`;

/** What its page's address leads to: a link without a PIN by its own token, one with a PIN by that of its door. */
export async function findLink(
  { db }: Pick<RegionContext, 'db'>,
  token: string,
): Promise<{ session: Session; link: Link | undefined; isInForce: boolean; isPaused: boolean } | undefined> {
  const hash = hashToken(token);
  const session = await db
    .selectFrom('playback')
    .selectAll()
    .select([IS_IN_FORCE.as('isInForce'), IS_PAUSED.as('isPaused')])
    .where('kind', '=', 'share')
    .where((is) =>
      is.or([
        is('token_hash', '=', hash),
        is('id', '=', is.selectFrom('share_link').select('playback_id').where('door_hash', '=', hash)),
      ]),
    )
    .executeTakeFirst();
  if (!session) return undefined;
  const link = await db.selectFrom('share_link').selectAll().where('playback_id', '=', session.id).executeTakeFirst();
  const { isInForce, isPaused, ...row } = session;
  return { session: row, link, isInForce, isPaused };
}

export async function listLinks({ db }: Pick<RegionContext, 'db'>, ids: string[]): Promise<Map<string, Link>> {
  const rows =
    ids.length === 0 ? [] : await db.selectFrom('share_link').selectAll().where('playback_id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.playback_id, row]));
}

/** @param token its door's, where it has a PIN */
export async function addLink(
  { db, secrets }: Pick<RegionContext, 'db' | 'secrets'>,
  { id }: Pick<Session, 'id'>,
  { pin, picture = true, language, timeZone }: LinkSettings,
  token: string,
): Promise<Link> {
  return await db
    .insertInto('share_link')
    .values({
      playback_id: id,
      door_hash: pin === undefined ? null : hashToken(token),
      wrapped_pin: pin === undefined ? null : wrapPin(secrets, id, pin),
      paused_at: null,
      viewed_at: null,
      asked_at: null,
      picture,
      language: language ?? null,
      time_zone: timeZone ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** The row of a link, locked; one of an older release has had none. */
export async function lockLink(trx: RegionTransaction, id: string): Promise<Link> {
  await trx
    .insertInto('share_link')
    .values({ playback_id: id, ...NOTHING })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await trx
    .selectFrom('share_link')
    .selectAll()
    .where('playback_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

const NOTHING = {
  ...{ door_hash: null, wrapped_pin: null, paused_at: null, viewed_at: null, asked_at: null },
  ...{ picture: true, language: null, time_zone: null },
};

/** Somebody opened its page. */
export async function countVisit(trx: RegionTransaction, id: string): Promise<void> {
  await lockLink(trx, id);
  await trx
    .updateTable('share_link')
    .set({ views: sql<number>`views + 1`, viewed_at: sql<Date>`kaitong_now()` })
    .where('playback_id', '=', id)
    .execute();
}

/** A player asked by the link itself, as it does again and again while it plays. */
export async function countPlay({ db }: Pick<RegionContext, 'db'>, id: string): Promise<void> {
  await db
    .insertInto('share_link')
    .values({
      playback_id: id,
      ...NOTHING,
      views: 1,
      viewed_at: sql<Date>`kaitong_now()`,
      asked_at: sql<Date>`kaitong_now()`,
    })
    .onConflict((conflict) =>
      conflict
        .column('playback_id')
        .doUpdateSet({
          views: sql<number>`share_link.views
            + CASE WHEN share_link.asked_at > kaitong_now() - ${ONE_PLAY} THEN 0 ELSE 1 END`,
          viewed_at: sql<Date>`kaitong_now()`,
          asked_at: sql<Date>`kaitong_now()`,
        })
        .where(sql<boolean>`share_link.asked_at IS NULL OR share_link.asked_at <= kaitong_now() - ${SAID_AGAIN}`),
    )
    .execute();
}
