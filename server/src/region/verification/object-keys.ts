import { EventId } from '@kaitong/contract';
export const VERIFICATION = 'verification/';

/** Where an event's objects lie in the store. One prefix an event, so deleting it is one call. */
export const objectPrefix = (eventId: EventId): string => `${VERIFICATION}${eventId}/`;

/** The event and number that an object's key stands for; undefined for a key of something else. */
export function readObjectKey(key: string): { eventId: EventId; n: number } | undefined {
  const [, name, n] = /^verification\/([a-z0-9]+)\/(\d+)$/.exec(key) ?? [];
  const eventId = EventId.safeParse(name).data;
  return eventId && { eventId, n: Number(n) };
}

export const objectKey = (eventId: EventId, n: number): string =>
  `${objectPrefix(eventId)}${String(n).padStart(6, '0')}`;
