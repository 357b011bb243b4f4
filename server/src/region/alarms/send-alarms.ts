import { createHash } from 'node:crypto';
import { type Alarm, type AlarmKind, milliseconds, type Reminder, type ReminderKind, seconds } from '@kaitong/contract';
import webPush from 'web-push';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { RINGING } from './queue-alarms.ts';
import { settleAlarm } from './settle-alarm.ts';
import { type TakenAlarm, takeAlarm } from './take-alarm.ts';
import { openVapid } from './vapid.ts';

/** Sends alarms to push services. Its handlers wait for none of them: one that hangs holds up no other. */
export type AlarmSender = {
  handlers: DeadlineHandlers<RegionTables>;
  /** Once nothing calls the handlers any more. */
  stop(): Promise<void>;
};

/** Of a process: each holds a line and some memory. */
const MOST_AT_ONCE = 64;
const LOOK_AGAIN = seconds(1);

export function sendAlarms(context: RegionContext): AlarmSender {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function send(alarm: TakenAlarm): Promise<void> {
    const sent = await context.postOutside(await requestOf(context, alarm), stopping.signal);
    if (sent === 'stopped') await giveBack(context, alarm);
    else await settleAlarm(context, alarm, sent);
  }

  return {
    handlers: {
      [RINGING]: async ({ subject }: { subject: string }, trx) => {
        if (underWay.size >= MOST_AT_ONCE) return await setDeadline(trx, RINGING, subject, LOOK_AGAIN);
        const taken = await takeAlarm(context, subject);
        if (!taken) return;
        const sending: Promise<void> = send(taken)
          // It is in nobody's hands once the hold is over, and is sent again.
          .catch((err: unknown) => context.log.error({ err, alarmId: subject }, 'alarm.broke'))
          .finally(() => underWay.delete(sending));
        underWay.add(sending);
      },
    },
    async stop() {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}

/** web-push encrypts and signs (RFC 8291, 8292) and sends nothing: its own sender would follow any address. */
async function requestOf(context: RegionContext, alarm: TakenAlarm) {
  const { publicUrl, contact } = context;
  const { publicKey, privateKey } = await openVapid(context);
  const { endpoint, headers, body } = webPush.generateRequestDetails(
    alarm.subscription,
    JSON.stringify(payloadOf(publicUrl, alarm)),
    {
      vapidDetails: { subject: contact, publicKey, privateKey },
      TTL: Math.ceil(alarm.leftMs / 1000),
      topic: topicOf(alarm),
      urgency: alarm.event_id === null ? 'normal' : 'high', // which wakes a phone that sleeps (RFC 8030, 5.3)
      contentEncoding: 'aes128gcm',
    },
  );
  return { url: endpoint, headers: headers as Record<string, string>, body: body ?? '' };
}

function payloadOf(publicUrl: string, alarm: TakenAlarm): Alarm | Reminder {
  const { device_id: deviceId, camera, event_id: eventId, kind, language, happened_at, token } = alarm;
  const said = { deviceId, camera, language, at: happened_at.toISOString() };
  return eventId === null
    ? { ...said, reminder: kind as ReminderKind }
    : { ...said, eventId, kind: kind as AlarmKind, picture: `${publicUrl}/alarm/${token}/picture.jpg` };
}

/** What waits for a sleeping phone is replaced by the next of the same camera, a reminder by a reminder; a push service learns no device id by it. */
const topicOf = ({ device_id, phone_id, event_id }: TakenAlarm): string =>
  createHash('sha256')
    .update(`${phone_id} ${device_id}${event_id === null ? ' reminder' : ''}`)
    .digest('base64url')
    .slice(0, 32);

/** Nobody knows whether it arrived: it is sent again. */
async function giveBack({ db }: RegionContext, { id }: TakenAlarm): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('alarm').set({ held_until: null }).where('id', '=', id).execute();
    await setDeadline(trx, RINGING, id, milliseconds(0));
  });
}
