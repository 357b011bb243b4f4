import { ALARM_LIFE, type EventId, isRefusal, type Refusal, refusal, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { hashToken } from '../../secrets/tokens.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import type { AlarmTable } from '../../store/region/alarms.ts';
import type { RegionContext } from '../context.ts';
import { findOwned } from '../footage/find-owned.ts';
import { FOOTAGE_GREW, footageName } from '../footage/footage-news.ts';
import { findWatchedOwner } from '../household/gate.ts';
import { readObject } from '../watching/read-object.ts';

/** A camera sends it first; who waits longer shows the notification without one. */
const LONGEST_WAIT = seconds(5);
/** A notification is lost with the process that should have sent it. */
const LOOK_EVERY = seconds(1);

/**
 * An alarm's picture, for whoever has its address: for ten minutes, and only while the phone that it was sent to is signed
 * in, and who is signed in may watch the camera and is not suspended. An alarm may be there before its picture, which is waited for.
 */
export async function showAlarmPicture(
  context: RegionContext,
  token: string,
  signal: AbortSignal,
): Promise<Uint8Array | Refusal> {
  const givesUpAt = performance.now() + LONGEST_WAIT;
  let eventId: EventId | undefined;
  let leave: (() => void) | undefined;
  let news = Promise.withResolvers<void>();
  const wake = (): void => news.resolve();
  const off = context.notifications.on<EventId>(FOOTAGE_GREW, (grown) => {
    if (grown === undefined || grown === eventId) wake();
  });
  signal.addEventListener('abort', wake);
  try {
    for (;;) {
      const alarm = await findAlarm(context, token);
      if (!alarm) return refusal('not_found');
      eventId = alarm.event_id;
      const ownerId = await findWatchedOwner(context.db, alarm.owner_id, alarm.device_id);
      const owned = { ownerId, deviceId: alarm.device_id, eventId };
      const found = await findOwned(context, owned);
      if (isRefusal(found)) return found;
      const { snapshot_n: n } = found.recording;
      if (n !== null) {
        const bytes = await readObject(context, found, n);
        // Declared, and on its way.
        if (!isRefusal(bytes) || bytes.code !== 'not_found') return bytes;
      }
      const left = givesUpAt - performance.now();
      if (left <= 0 || signal.aborted) return refusal('not_found');
      if (!leave) {
        leave = await keepAwaited(context, [footageName(eventId)], wake);
        continue; // what was committed until now was told to nobody
      }
      const timer = setTimeout(wake, Math.min(left, LOOK_EVERY));
      await news.promise;
      clearTimeout(timer);
      news = Promise.withResolvers<void>();
    }
  } finally {
    off();
    leave?.();
    signal.removeEventListener('abort', wake);
  }
}

type Found = Pick<AlarmTable, 'owner_id' | 'device_id'> & { event_id: EventId };

async function findAlarm({ db }: RegionContext, token: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`
    SELECT a.owner_id, a.device_id, a.event_id
    FROM alarm a JOIN alarm_phone p ON p.id = a.phone_id AND p.owner_id = a.owner_id
      JOIN login_session l ON l.id = p.login_session AND l.user_id = p.owner_id AND l.expires_at > kaitong_now()
    WHERE picture_hash = ${hashToken(token)} AND a.event_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM owner_suspension o WHERE o.owner_id = p.owner_id)
      AND a.queued_at > kaitong_now() - ${ALARM_LIFE} * interval '1 ms'`.execute(db);
  return rows[0];
}
