import { z } from 'zod';
import { EVENT_TYPES } from '../activation/steps.ts';
import { hours, minutes } from '../durations.ts';
import { DeviceId, Instant } from '../ids.ts';
import { op } from '../kit/op.ts';
import { LANGUAGES } from '../languages.ts';
import { isTimeZone } from '../time-zones.ts';

/** The kinds of event that an alarm rings for. */
export const ALARM_KINDS = EVENT_TYPES.filter((type) => type !== 'probe' && type !== 'continuous');
export const AlarmKind = z.enum(ALARM_KINDS);
export type AlarmKind = z.output<typeof AlarmKind>;

/** Of one owner; one more takes the place of the one that was added first. */
export const MOST_PHONES = 10;
/** What came to nothing for so long is no alarm any more, and its picture's address is good for as long. */
export const ALARM_LIFE = minutes(10);

/** Notices that phones tell as well: what ends, and what is charged or was not. */
export const REMINDER_KINDS = [
  ...(['subscription_expiring', 'subscription_expired', 'renewal_due'] as const),
  ...(['renewal_price', 'renewal_refused', 'renewal_ended'] as const),
] as const;
const ReminderKind = z.enum(REMINDER_KINDS);
export type ReminderKind = z.output<typeof ReminderKind>;
/** So long a reminder waits for a phone, or for the end of quiet hours. */
export const REMINDER_LIFE = hours(24);

const Language = z.enum(LANGUAGES);
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** A browser that alarms are sent to while nobody looks at it. */
const AlarmPhone = z
  .object({
    id: z.string(),
    /** As it named itself when it was added. */
    browser: z.string().nullable(),
    addedAt: Instant,
    /** When its push service took an alarm for it the last time. */
    rangAt: Instant.nullable(),
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'AlarmPhone' });
export type AlarmPhone = z.output<typeof AlarmPhone>;

const Alarms = z
  .object({
    /** The public key that `pushManager.subscribe` takes as `applicationServerKey` (RFC 8292). */
    serverKey: z.string(),
    phones: z.array(AlarmPhone),
    /** An IANA name: quiet hours are by it. */
    timeZone: z.string(),
    /** Nothing rings in between; `until` may be the next day's. Null: it always rings. */
    quiet: z.object({ from: TimeOfDay, until: TimeOfDay }).nullable(),
    /** Nothing rings until then. */
    snoozedUntil: Instant.nullable(),
    /** Whether phones are told of renewals and of what ends. */
    reminders: z.boolean(),
    /** Of each camera, the newest pairing first, kinds that do not ring. */
    cameras: z.array(z.object({ deviceId: DeviceId, name: z.string(), muted: z.array(AlarmKind) })),
  })
  .meta({ id: 'Alarms' });
export type Alarms = z.output<typeof Alarms>;

/** As `PushSubscription.toJSON()` gives it. */
export const PushSubscription = z.object({
  endpoint: z.url().max(1000),
  keys: z.object({
    /** An uncompressed point of P-256 and 16 bytes (RFC 8291). */
    p256dh: z.string().regex(/^[\w-]{87}$/),
    auth: z.string().regex(/^[\w-]{22}$/),
  }),
});
export type PushSubscription = z.output<typeof PushSubscription>;

/** What a push message holds, in UTF-8 JSON; the service worker of the app shows it. */
export const Alarm = z.object({
  deviceId: DeviceId,
  camera: z.string(),
  eventId: z.string(),
  kind: AlarmKind,
  at: Instant,
  language: Language,
  /** Opens for `ALARM_LIFE` to whoever has it, as long as the phone is signed in. */
  picture: z.string(),
});
export type Alarm = z.output<typeof Alarm>;

/** The other message: about a camera's cloud storage, which no picture belongs to. */
export const Reminder = z.object({
  deviceId: DeviceId,
  camera: z.string(),
  reminder: ReminderKind,
  /** When it ends or is charged; of what has ended, when that was. */
  at: Instant,
  language: Language,
});
export type Reminder = z.output<typeof Reminder>;

/** Alarms on an owner's phones. */
export const alarms = {
  getAlarms: op({
    method: 'GET',
    path: '/api/v1/alarms',
    summary: 'Phones that alarms are sent to, and for what',
    caller: 'owner',
    reply: Alarms,
  }),
  changeAlarms: op({
    method: 'PATCH',
    path: '/api/v1/alarms',
    summary:
      'Set quiet hours or the time zone, turn reminders of renewals on or off, or snooze for some minutes; 0 ends it',
    caller: 'owner',
    body: z.object({
      timeZone: z.string().min(1).max(60).refine(isTimeZone).optional(),
      quiet: z.object({ from: TimeOfDay, until: TimeOfDay }).nullable().optional(),
      snoozeMinutes: z
        .int()
        .min(0)
        .max(24 * 60)
        .optional(),
      reminders: z.boolean().optional(),
    }),
    reply: Alarms,
  }),
  changeCameraAlarms: op({
    method: 'PUT',
    path: '/api/v1/alarms/cameras/:deviceId',
    summary: 'Which kinds of a camera’s events do not ring',
    caller: 'owner',
    params: z.object({ deviceId: DeviceId }),
    body: z.object({ muted: z.array(AlarmKind).max(ALARM_KINDS.length) }),
    reply: Alarms,
  }),
  addAlarmPhone: op({
    method: 'POST',
    path: '/api/v1/alarms/phones',
    summary: 'Have alarms sent to this browser for as long as it is signed in; again: its new address or language',
    caller: 'owner',
    body: PushSubscription.extend({ language: Language }),
    reply: Alarms,
    status: 201,
  }),
  removeAlarmPhone: op({
    method: 'DELETE',
    path: '/api/v1/alarms/phones/:id',
    summary: 'Send no alarms to a phone any more',
    caller: 'owner',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
};
