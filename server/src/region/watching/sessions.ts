import {
  type DeviceId,
  type Duration,
  type EventId,
  hours,
  isRefusal,
  type Language,
  minutes,
  type OwnerId,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken, hashToken } from '../../secrets/tokens.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { PlaybackTable } from '../../store/region/playbacks.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { Span } from '../footage/places.ts';
import { hasRight } from '../household/has-right.ts';
import { noteView } from '../household/views.ts';
import { refuseSuspended } from '../owners/find-suspension.ts';
import { readOpener, refuseOpener } from '../verification/opener.ts';
import { openWatched } from './watched.ts';

export type SessionKind = PlaybackTable['kind'];
export type Session = Selectable<PlaybackTable>;

/** What a session shows: one event, or everything of a device between two moments. */
export type SessionSubject = { deviceId: DeviceId; eventId: EventId } | { deviceId: DeviceId; from: Date; to: Date };
/** What an export holds, all of its owner's where nothing is chosen, and how it is named. */
export type ExportSubject = {
  deviceIds: DeviceId[] | null;
  eventIds: EventId[] | null;
  span: Span;
  timeZone: string | null;
  language: Language;
};

/** A player that is paused asks nothing; after that long its page opens another session. */
export const PLAYBACK_LIFE = minutes(30);
/** However busy it is: an address that leaked must not be kept alive for ever by whoever found it. */
const LONGEST_PLAYBACK = hours(24);
/** To begin a download, and to go on with one that broke off. */
const FILE_LIFE = hours(1);

export const lifeOf = (kind: Exclude<SessionKind, 'share' | 'visit'>): Duration =>
  kind === 'playback' ? PLAYBACK_LIFE : FILE_LIFE;

/** Of a link: what it opens is for strangers. */
export const isOfLink = ({ kind }: Pick<Session, 'kind'>): boolean => kind === 'share' || kind === 'visit';

/** What bounds a session together with others: of a link all its visits. */
export const boundOf = ({ id, share_id }: Pick<Session, 'id' | 'share_id'>): string => share_id ?? id;

/** Opens a session; its token is in this answer only. */
export async function openSession(
  { db, limits }: Pick<RegionContext, 'db' | 'limits'>,
  owner: OwnerCaller,
  {
    kind,
    of,
    codec = 'as-recorded',
    life,
    file,
    hasDoor = false,
  }: {
    kind: Exclude<SessionKind, 'visit'>;
    of: SessionSubject | ExportSubject;
    codec?: Session['codec'];
    life: Duration;
    file?: { name: string; bytes: number };
    /** Its token opens a link’s door and not the session, whose own nobody has. */
    hasDoor?: boolean;
  },
): Promise<{ session: Session; token: string } | Refusal> {
  // An account's own data is its own, suspended or not.
  const suspended = kind === 'export' ? undefined : await refuseSuspended(db, owner.ownerId);
  if (suspended) return suspended;
  const memberId = owner.member?.id ?? null;
  // A member's plays are their own: they keep the owner from none.
  const tooMany = rateRefusal([await takeRate(db, `playbacks ${memberId ?? owner.ownerId}`, limits.playbacksPerOwner)]);
  if (tooMany) return tooMany;
  const { token, hash } = createToken('pb_');
  const chosen = 'span' in of ? of : null;
  const device = 'span' in of ? null : of;
  const span = chosen?.span ?? (device && 'from' in device ? device : null);
  const session = await db
    .insertInto('playback')
    .values({
      id: randomId('pb', 18),
      token_hash: hasDoor ? createToken().hash : hash,
      kind,
      share_id: null,
      owner_id: owner.ownerId,
      member_id: memberId,
      device_id: device?.deviceId ?? null,
      event_id: device && 'eventId' in device ? device.eventId : null,
      span_from: span?.from ?? null,
      span_to: span?.to ?? null,
      device_ids: chosen?.deviceIds ?? null,
      event_ids: chosen?.eventIds ?? null,
      time_zone: chosen?.timeZone ?? null,
      language: chosen?.language ?? null,
      codec,
      login_session: owner.sessionId,
      file_name: file?.name ?? null,
      file_bytes: file?.bytes ?? null,
      sent_at: null,
      completed_at: null,
      expires_at: inFuture(life),
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  if (memberId !== null && device !== null && kind !== 'export') {
    const { deviceId } = device;
    await noteView(db, { ownerId: owner.ownerId, memberId, deviceId, eventId: session.event_id, kind });
  }
  return { session, token };
}

/** What a member opened is open for as long as they may open it. */
const MAY_STILL = hasRight({
  owner: sql`playback.owner_id`,
  member: sql`playback.member_id`,
  device: sql`playback.device_id`,
  right: sql`CASE WHEN playback.kind IN ('share', 'visit') THEN 'manage' ELSE 'watch' END`,
});

/**
 * What a browser opened is in force for as long as it is signed in; a link that was given away, until it ends by itself,
 * and a visit of it no longer than it.
 */
export const IS_IN_FORCE = sql<boolean>`ended_at IS NULL AND playback.expires_at > kaitong_now()
  AND (kind IN ('share', 'visit') OR EXISTS (
    SELECT FROM login_session WHERE login_session.id = playback.login_session AND user_id = coalesce(member_id, owner_id)))
  AND (member_id IS NULL OR ${MAY_STILL})
  AND (kind <> 'visit' OR EXISTS (SELECT FROM playback link WHERE link.id = playback.share_id
    AND link.ended_at IS NULL AND link.expires_at > kaitong_now()))`;

/** Of a link, or of the link that it is a visit of. */
export const IS_PAUSED = sql<boolean>`kind IN ('share', 'visit') AND EXISTS (SELECT FROM share_link
  WHERE share_link.playback_id = coalesce(playback.share_id, playback.id) AND share_link.paused_at IS NOT NULL)`;

/** What may be had by it. */
export const IS_OPEN = sql<boolean>`${IS_IN_FORCE} AND NOT (${IS_PAUSED})`;

type OpenContext = Pick<RegionContext, 'db' | 'control' | 'region' | 'log'>;

/** Asked with each object, by the session's id, or the maker's opener, which stands in the object's address. */
export async function isSessionOpen(context: OpenContext, id: string): Promise<boolean> {
  const opener = readOpener(id);
  if (opener) return (await refuseOpener(context, opener)) === undefined;
  return await mayGoOn(context, id);
}

/** Whether what was opened is open still, and what is behind it may be had. An export has all of an account behind it. */
export async function mayGoOn(context: OpenContext, id: string): Promise<boolean> {
  const session = await context.db
    .selectFrom('playback')
    .selectAll()
    .where('id', '=', id)
    .where(IS_OPEN)
    .executeTakeFirst();
  return session !== undefined && (session.kind === 'export' || !isRefusal(await openWatched(context, session)));
}

/** Ends what these browsers opened, links that were made there too: somebody else may have sat there. */
export async function endOpenedBy(trx: RegionTransaction, loginSessions: readonly string[]): Promise<void> {
  if (loginSessions.length === 0) return;
  await trx
    .updateTable('playback')
    .set({ ended_at: sql<Date>`kaitong_now()` })
    .where(sql<boolean>`login_session = ANY(${loginSessions})`)
    .where('ended_at', 'is', null)
    .execute();
}

/** Ends what a member may open no more, so that it stays ended whatever they may do later. */
export async function endOpenedByMember(
  trx: RegionTransaction,
  { ownerId, memberId }: { ownerId: OwnerId; memberId: OwnerId },
): Promise<void> {
  await trx
    .updateTable('playback')
    .set({ ended_at: sql<Date>`kaitong_now()` })
    .where('member_id', '=', memberId)
    .where('owner_id', '=', ownerId)
    .where('ended_at', 'is', null)
    .where(sql<boolean>`NOT ${MAY_STILL}`)
    .execute();
}

/** Of an owner who is gone. */
export async function forgetPlaybacks(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx
    .deleteFrom('playback')
    .where((is) => is.or([is('owner_id', '=', ownerId), is('member_id', '=', ownerId)]))
    .execute();
}

/**
 * The session of a token, looked up anew at every request, so that one which was ended or has expired opens nothing any
 * more. A player's request prolongs its session; to save writes, only once half of its life is over.
 */
export async function findSession(
  { db }: Pick<RegionContext, 'db'>,
  token: string,
  kinds: readonly SessionKind[],
): Promise<Session | Refusal> {
  const session = await db
    .selectFrom('playback')
    .selectAll()
    .select(IS_IN_FORCE.as('isInForce'))
    .select(IS_PAUSED.as('isPaused'))
    .select(sql<boolean>`playback.expires_at < kaitong_now() + ${PLAYBACK_LIFE / 2} * interval '1 ms'`.as('isOld'))
    .where('token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!session || !kinds.includes(session.kind)) return refusal('playback_ended');
  if (!session.isInForce) return refusal(isOfLink(session) ? 'share_ended' : 'playback_ended');
  if (session.isPaused) return refusal('share_paused');
  if (!(session.kind === 'playback' || session.kind === 'visit') || !session.isOld) return session;
  await db
    .updateTable('playback')
    .set({
      expires_at: sql<Date>`least(kaitong_now() + ${PLAYBACK_LIFE} * interval '1 ms',
        created_at + ${LONGEST_PLAYBACK} * interval '1 ms')`,
    })
    .where('id', '=', session.id)
    .where('expires_at', '>', sql<Date>`kaitong_now()`)
    .execute();
  return session;
}

/** @returns whether there was one to end */
export async function endSession(
  { db }: Pick<RegionContext, 'db'>,
  owner: { ownerId: OwnerId },
  { id, kinds }: { id: string; kinds: readonly SessionKind[] },
): Promise<boolean> {
  const ended = await db
    .updateTable('playback')
    .set({ ended_at: sql<Date>`kaitong_now()` })
    .where('id', '=', id)
    .where('kind', 'in', kinds)
    .where((is) => is.or([is('owner_id', '=', owner.ownerId), is('member_id', '=', owner.ownerId)]))
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
}

export const inFuture = (life: Duration): RawBuilder<Date> => sql<Date>`kaitong_now() + ${life} * interval '1 ms'`;
