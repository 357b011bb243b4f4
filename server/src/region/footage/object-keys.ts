import { DeviceId, EventId } from '@kaitong/contract';
import { type EventPlace, KEPT, type RetentionClass, readEventId } from '@kaitong/core';

type FootagePlace = EventPlace & { deviceId: DeviceId; eventId: EventId };

export const FOOTAGE = 'footage/';

/** A day of a class is one prefix, so that it goes at once; an event is one below it. */
export const dayPrefix = ({ retentionClass, day }: EventPlace): string => `${FOOTAGE}${retentionClass}/${day}/`;

/** Whether a prefix is that of a whole day. */
export const isDayPrefix = (prefix: string): boolean => /^footage\/\w+\/\d+\/$/.test(prefix);

export const footagePrefix = (place: FootagePlace): string => `${dayPrefix(place)}${place.deviceId}/${place.eventId}/`;

/** Where objects of a recording may lie: of one that is, or was, kept in two places, while or since it was moved. */
export function prefixesOf({ id: eventId, deviceId, retention_class, kept_at }: Standing): string[] {
  const place = readEventId(eventId);
  if (!place) return [];
  const own = footagePrefix({ ...place, deviceId, eventId });
  const isMoving = kept_at !== null || retention_class === KEPT;
  return isMoving ? [own, footagePrefix({ ...place, retentionClass: KEPT, deviceId, eventId })] : [own];
}

type Standing = { id: EventId; deviceId: DeviceId; retention_class: RetentionClass; kept_at: Date | null };

/** Where one object of a recorded event lies in the store. */
export const footageKey = (place: FootagePlace, n: number): string =>
  `${footagePrefix(place)}${String(n).padStart(6, '0')}`;

/** Where the small picture of its snapshot lies: with the event's objects, so that it goes with them. */
export const previewKey = (place: FootagePlace): string => `${footagePrefix(place)}preview`;

/** Where the small pictures of one minute of it lie. */
export const filmstripKey = (place: FootagePlace, minute: number): string =>
  `${footagePrefix(place)}filmstrip-${minute}`;

/** Where one segment of it lies as it was converted for those who cannot play it as it was recorded. */
export const convertedKey = (place: FootagePlace, n: number): string => `${footagePrefix(place)}converted-${n}`;

/** The device, event and number that an object's key stands for; undefined for a key of something else. */
export function readFootageKey(key: string): { deviceId: DeviceId; eventId: EventId; n: number } | undefined {
  const [, device, event, n] = /^footage\/\w+\/\d+\/([a-z0-9]+)\/([a-z0-9]+)\/(\d+)$/.exec(key) ?? [];
  const [deviceId, eventId] = [DeviceId.safeParse(device).data, EventId.safeParse(event).data];
  return deviceId && eventId && { deviceId, eventId, n: Number(n) };
}
