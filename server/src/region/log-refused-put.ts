import type { DeviceId, EventId, Refusal } from '@kaitong/contract';
import { readConformanceKey } from './conformance/object-keys.ts';
import type { RegionContext } from './context.ts';
import { readFootageKey } from './footage/object-keys.ts';
import { readObjectKey } from './verification/object-keys.ts';

type Place = { eventId: EventId; n: number };

/** Notes a refused upload in the log of the device whose target it was. Nobody waits for it. */
export function logRefusedPut(context: RegionContext, key: string, { code, params }: Refusal): void {
  const found = readFootageKey(key);
  const place = found ?? readObjectKey(key) ?? readConformanceKey(key);
  if (!place) return;
  const detail = [place.eventId, place.n, params.header].filter((one) => one !== undefined).join(' ');
  const note = (deviceId: DeviceId | undefined): void => {
    if (deviceId) context.deviceLog.note(deviceId, 'put_refused', { name: 'put', reason: code, detail });
  };
  if (found) note(found.deviceId);
  else findDevice(context, place).then(note, (err: unknown) => context.log.warn({ err }, 'device_log.not_written'));
}

async function findDevice({ db }: RegionContext, { eventId }: Place): Promise<DeviceId | undefined> {
  const row = await db
    .selectFrom('event')
    .select('device_id')
    .where('id', '=', eventId)
    .unionAll(db.selectFrom('conformance_event').select('device_id').where('id', '=', eventId))
    .executeTakeFirst();
  return row?.device_id;
}
