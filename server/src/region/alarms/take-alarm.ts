import {
  ALARM_LIFE,
  type Language,
  milliseconds,
  minutes,
  PushSubscription,
  REMINDER_LIFE,
  seconds,
} from '@kaitong/contract';
import { type AlarmRules, decideAlarm, quietPause } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import { createToken } from '../../secrets/tokens.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { AlarmTable } from '../../store/region/alarms.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { hasRight } from '../household/has-right.ts';
import { RINGING } from './queue-alarms.ts';
import { subscriptionPlace } from './subscription-place.ts';

type AlarmRow = Pick<Selectable<AlarmTable>, 'id' | 'phone_id' | 'device_id' | 'event_id' | 'kind' | 'happened_at'>;

/** An alarm in this process's hands, with what it is sent by. */
export type TakenAlarm = AlarmRow & {
  camera: string;
  language: Language;
  subscription: PushSubscription;
  /** The same, as it is kept: what was said of it holds only for this. */
  wrapped: string;
  /** Of its picture's address. */
  token: string;
  /** The time of it, by the database. */
  now: Date;
  /** For so long it is an alarm. */
  leftMs: number;
};

/** Longer than any sending takes: after that the process is taken for dead, and another sends it. */
const HOLD = minutes(1);
/** Of one phone's at once: a push service that hangs takes little from others. */
const PLACES = 4;
const LOOK_AGAIN = seconds(1);

/**
 * Takes an alarm that is due, if its owner wants to hear it now. Committed before anything is sent, so that whatever
 * becomes of this process, another goes on when the hold is over.
 */
export async function takeAlarm(context: RegionContext, id: string): Promise<TakenAlarm | undefined> {
  return await context.db.transaction().execute(async (trx) => {
    const found = await lockAlarm(trx, id);
    if (!found) return undefined;
    const { held, leftMs, isNewest, others, ...alarm } = found;
    if (held > 0) {
      await setDeadline(trx, RINGING, id, milliseconds(held));
      return undefined;
    }
    const { camera } = found;
    if (leftMs <= 0 || camera === null) return await end(trx, id, 'given_up');
    // The phone would show the newer one in its place.
    if (!isNewest || !wants(found)) return await end(trx, id, 'silent');
    const pause = alarm.event_id === null ? quietPause(rulesOf(found), found.now.getTime()) : milliseconds(0);
    if (pause > 0) {
      await setDeadline(trx, RINGING, id, pause);
      return undefined;
    }
    if (others >= PLACES) {
      await setDeadline(trx, RINGING, id, LOOK_AGAIN);
      return undefined;
    }
    const { token, hash } = createToken('ap_');
    await trx
      .updateTable('alarm')
      .set({ picture_hash: alarm.event_id && hash, held_until: sql<Date>`kaitong_now() + ${HOLD} * interval '1 ms'` })
      .where('id', '=', id)
      .execute();
    await setDeadline(trx, RINGING, id, HOLD);
    const opened = Buffer.from(context.secrets.unwrap(alarm.wrapped, subscriptionPlace(alarm.phone_id))).toString();
    return { ...alarm, camera, leftMs, token, subscription: PushSubscription.parse(JSON.parse(opened)) };
  });
}

type LockedAlarm = AlarmRow & {
  now: Date;
  held: number;
  leftMs: number;
  wrapped: string;
  language: Language;
  /** Null: its owner has it no more, or whose phone it is may not watch it. */
  camera: string | null;
  muted: string[] | null;
  time_zone: string | null;
  quiet_from: string | null;
  quiet_until: string | null;
  snoozed_until: Date | null;
  reminders: boolean | null;
  isNewest: boolean;
  /** Of the same phone's, in hands just now. */
  others: number;
};

const seenBy = hasRight({
  owner: sql`d.owner_id`,
  member: sql`p.owner_id`,
  device: sql`d.device_id`,
  right: 'watch',
});

/** What waits for a phone that is signed in, of an owner who is not suspended. */
async function lockAlarm(trx: RegionTransaction, id: string): Promise<LockedAlarm | undefined> {
  const { rows } = await sql<LockedAlarm>`
    SELECT a.id, a.phone_id, a.device_id, a.event_id, a.kind, a.happened_at, p.wrapped, p.language, d.name AS camera,
      c.muted, s.time_zone, s.quiet_from, s.quiet_until, s.snoozed_until, s.reminders, kaitong_now() AS now,
      coalesce(extract(epoch FROM a.held_until - kaitong_now())::float8 * 1000, 0) AS held,
      CASE WHEN a.event_id IS NULL THEN ${REMINDER_LIFE}::float8 ELSE ${ALARM_LIFE}::float8 END
        - extract(epoch FROM kaitong_now() - a.queued_at)::float8 * 1000 AS "leftMs",
      NOT EXISTS (SELECT FROM alarm newer WHERE newer.phone_id = a.phone_id AND newer.device_id = a.device_id
        AND newer.state = 'waiting' AND newer.seq > a.seq AND (newer.event_id IS NULL) = (a.event_id IS NULL) AND newer.kind <> ALL(coalesce(c.muted, '{}'))) AS "isNewest",
      (SELECT count(*)::int FROM alarm other WHERE other.phone_id = a.phone_id AND other.state = 'waiting'
        AND other.held_until > kaitong_now()) AS others
    FROM alarm a JOIN alarm_phone p ON p.id = a.phone_id
      JOIN login_session l ON l.id = p.login_session AND l.user_id = p.owner_id AND l.expires_at > kaitong_now()
      LEFT JOIN device d ON d.device_id = a.device_id AND d.removed_at IS NULL
        AND (d.owner_id = p.owner_id OR (a.event_id IS NOT NULL AND ${seenBy}))
      LEFT JOIN alarm_setting s ON s.owner_id = p.owner_id
      LEFT JOIN alarm_camera c ON c.owner_id = p.owner_id AND c.device_id = a.device_id
    WHERE a.id = ${id} AND a.state = 'waiting'
      AND NOT EXISTS (SELECT FROM owner_suspension o WHERE o.owner_id = p.owner_id)
    FOR UPDATE OF a`.execute(trx);
  return rows[0];
}

/** A reminder keeps: by night it waits, and is not left out. */
function wants(alarm: LockedAlarm): boolean {
  if (alarm.event_id === null) return alarm.reminders !== false;
  return decideAlarm(rulesOf(alarm), alarm.kind, alarm.now.getTime()) === 'rings';
}

function rulesOf({ muted, time_zone, quiet_from, quiet_until, snoozed_until }: LockedAlarm): AlarmRules {
  const quiet = quiet_from !== null && quiet_until !== null ? { from: quiet_from, until: quiet_until } : null;
  return {
    ...{ timeZone: time_zone ?? 'UTC', quiet, muted: muted ?? [] },
    snoozedUntil: snoozed_until?.getTime() ?? null,
  };
}

async function end(trx: RegionTransaction, id: string, state: 'silent' | 'given_up'): Promise<undefined> {
  await trx.updateTable('alarm').set({ state, held_until: null }).where('id', '=', id).execute();
}
