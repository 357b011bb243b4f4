import {
  type AccountId,
  type DeviceId,
  type Opener,
  type OwnerId,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type regionPlane,
  seconds,
} from '@kaitong/contract';
import { FOOTAGE_KEPT } from '@kaitong/core';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { FOOTAGE_DELETION } from './deadline-kinds.ts';
import { footageTicket } from './footage-ticket.ts';
import { changeRun, type LockedRun } from './lock-run.ts';
import { report } from './report.ts';

const TICKET_LIFE = seconds(300);

/**
 * The privacy rule: a maker sees a device's verification footage only when the device's owner is linked as this maker's
 * tester, or has allowed it for this device. Asked anew each time, so taking it back works at once.
 */
export async function isFootageVisible(db: Kysely<RegionTables>, parties: Parties, opener: Opener): Promise<boolean> {
  // What a maker passes on goes to people of whom an owner who allowed the maker to look knows nothing.
  const rule = opener.startsWith('f-') ? isTesters(parties) : isVisible(parties);
  const { rows } = await sql<{ visible: boolean }>`SELECT ${rule} AS visible`.execute(db);
  return rows[0]?.visible ?? false;
}

type Parties = { deviceId: DeviceId; ownerId: OwnerId; accountId: AccountId };

const isTesters = ({ ownerId, accountId }: Parties) =>
  sql<boolean>`EXISTS (
    SELECT FROM tester_link WHERE owner_id = ${ownerId} AND account_id = ${accountId} AND removed_at IS NULL)`;

/** The same as a condition. */
export const isVisible = ({ deviceId, ownerId, accountId }: Parties) =>
  sql<boolean>`(
    ${isTesters({ deviceId, ownerId, accountId })}
    OR EXISTS (SELECT FROM device WHERE device_id = ${deviceId} AND owner_id = ${ownerId} AND removed_at IS NULL
      AND verification_footage_allowed))`;

/** Footage is there from the event's opening on; by when it must be gone is fixed at the same moment. */
export async function keepFootage(
  trx: RegionTransaction,
  run: Pick<LockedRun, 'application_id'>,
  isVisible: boolean,
): Promise<void> {
  const footage = isVisible ? 'visible' : 'private';
  await changeRun(trx, run, { footage });
  await setDeadline(trx, FOOTAGE_DELETION, run.application_id, FOOTAGE_KEPT);
  await report(trx, run.application_id, { type: 'footage', state: footage });
}

/** Addresses of a run's footage that work for five minutes, if the privacy rule allows it now. */
export async function getRunFootage(
  context: RegionContext,
  { params: { applicationId }, query: { opener } }: Parsed<typeof regionPlane.getRunFootage>,
): Promise<Reply<typeof regionPlane.getRunFootage> | Refusal> {
  if (opener === undefined) return refusal('region_silent', { region: context.region }); // nobody would end what it opens
  const run = await context.db
    .selectFrom('run')
    .leftJoin('event', (join) => join.onRef('event.run_id', '=', 'run.application_id').on('event.probe_id', 'is', null))
    .select(['run.device_id', 'run.owner_id', 'run.account_id', 'run.footage', 'event.id as event_id'])
    .where('application_id', '=', applicationId)
    .executeTakeFirst();
  const expiresAt = new Date(context.clock.now().getTime() + TICKET_LIFE);
  const none = { snapshotUrl: null, playlistUrl: null, clipUrl: null, expiresAt: expiresAt.toISOString() };
  if (!run?.event_id || run.footage === 'none') return { state: 'none', ...none };
  const parties = { deviceId: run.device_id, ownerId: run.owner_id, accountId: run.account_id };
  const visible = await isFootageVisible(context.db, parties, opener);
  // Asked first: "deleted" would tell a maker who was never to see it that it could have been seen in time.
  if (!visible) return { state: 'private', ...none };
  if (run.footage === 'deleted') return { state: 'deleted', ...none };
  const kinds = await context.db
    .selectFrom('event_object')
    .select('kind')
    .distinct()
    .where('event_id', '=', run.event_id)
    .where('state', '=', 'committed')
    .execute();
  const has = (kind: string): boolean => kinds.some((row) => row.kind === kind);
  const base = `${context.publicUrl}/footage/${footageTicket(context, { eventId: run.event_id, opener }, expiresAt)}`;
  return {
    state: 'visible',
    snapshotUrl: has('snapshot') ? `${base}/snapshot.jpg` : null,
    playlistUrl: has('segment') ? `${base}/index.m3u8` : null,
    clipUrl: has('segment') ? `${base}/clip` : null,
    expiresAt: expiresAt.toISOString(),
  };
}
