import { isRefusal, type keeping, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { canKeep, firstKeptDay, KEPT, KEPT_MOVES_BEFORE } from '@kaitong/core';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { readNow } from '../../store/database-clock.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { changeRecordings, listSelected } from '../footage/change-recordings.ts';
import type { Recording } from '../footage/find-recording.ts';
import { findKeptUse, type KeptUse, lockKept } from '../footage/kept-use.ts';
import { lookAtDaysSoon } from '../footage/look-at-days.ts';
import { findOwnedDevice, hasFootage, type OwnedDevice } from '../footage/owned-device.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { selectIds } from './mark-events-read.ts';

/** What of its quota a camera keeps. */
export async function getKept(
  { db, clock }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId } }: Parsed<typeof keeping.getKept>,
): Promise<Reply<typeof keeping.getKept> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  return device ? await findKeptUse(db, device, clock.now()) : refusal('not_found');
}

/**
 * Keeps recordings beyond their days, or lets them go with those again. Only the mark changes here: they move before their
 * day ends, and whoever lets go of one that has moved deletes it, which is its owner's alone.
 */
export async function keepEvents(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { eventIds, keep } }: Parsed<typeof keeping.keepEvents>,
): Promise<Reply<typeof keeping.keepEvents> | Refusal> {
  const { db, log, region } = context;
  const done = await db.transaction().execute(async (trx) => {
    await lockKept(trx, { deviceId });
    const device = await findOwnedDevice(trx, ownerId, deviceId);
    const now = await readNow(trx);
    if (!device || !hasFootage(device, now)) return refusal('not_found');
    const use = await findKeptUse(trx, device, now);
    const found = await listSelected(trx, device, selectIds(eventIds));
    const changing = found.filter(({ kept_at, retention_class }) =>
      keep ? kept_at === null : kept_at !== null && retention_class !== KEPT,
    );
    const beyond = keep ? 0 : found.filter(({ retention_class }) => retention_class === KEPT).length;
    const refused = keep ? refuseKeeping(use, changing, now) : undefined;
    if (refused) return refused;
    await change(trx, device, changing, keep);
    if (keep && changing.some((one) => isMovedSoon(one, now))) await lookAtDaysSoon(trx);
    return { changed: changing.length, beyond, kept: useAfter(use, changing, keep) };
  });
  if (!isRefusal(done) && done.changed > 0)
    log.info({ region, deviceId, keep, changed: done.changed }, 'footage.marked');
  return done;
}

async function change(
  trx: RegionTransaction,
  device: OwnedDevice,
  changing: readonly Recording[],
  keep: boolean,
): Promise<void> {
  if (changing.length === 0) return;
  const { ownerId, deviceId } = device;
  const kept = keep ? sql`kept_at = kaitong_now()` : sql`kept_at = NULL`;
  await changeRecordings(trx, device, selectIds(changing.map(({ id }) => id)), kept);
  await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
}

const MB = 1e6;

/** All of them or none: who selected an afternoon learns what is missing for it, and gets no part of it that chance chose. */
function refuseKeeping({ quota, used }: KeptUse, changing: readonly Recording[], now: Date): Refusal | undefined {
  if (changing.length === 0) return undefined;
  if (changing.some(({ closed_at }) => closed_at === null)) return refusal('keep_unfinished');
  if (changing.some((one) => !canKeep(one.retention_class, one.day, now.getTime()))) return refusal('keep_too_late');
  if (quota === 0 && used === 0) return refusal('keep_unpaid');
  const needed = sumOf(changing);
  if (used + needed <= quota) return undefined;
  const megabytes = (bytes: number, round = Math.round) => round(bytes / MB);
  return refusal('keep_quota_exceeded', {
    ...{ used: megabytes(used), quota: megabytes(quota) },
    needed: megabytes(needed, Math.ceil),
  });
}

/** Its day is about to end: whoever moves what is kept looks by the hour, and a store may go by its rule before. */
const isMovedSoon = ({ retention_class, day }: Recording, now: Date): boolean =>
  day < firstKeptDay(retention_class, now.getTime() + KEPT_MOVES_BEFORE);

function useAfter({ quota, used, events }: KeptUse, changed: readonly Recording[], keep: boolean): KeptUse {
  const sign = keep ? 1 : -1;
  return { quota, used: used + sign * sumOf(changed), events: events + sign * changed.length };
}

const sumOf = (recordings: readonly Recording[]): number => recordings.reduce((sum, { bytes }) => sum + bytes, 0);
