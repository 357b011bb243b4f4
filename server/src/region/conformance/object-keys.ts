import { EventId } from '@kaitong/contract';
/** Where all that extended tests bring lies. */
export const CONFORMANCE = 'conformance/';

/** Where a test event's objects lie in the store. */
export const conformancePrefix = (eventId: EventId): string => `${CONFORMANCE}${eventId}/`;

export const conformanceKey = (eventId: EventId, n: number): string =>
  `${conformancePrefix(eventId)}${String(n).padStart(6, '0')}`;

/** The event that an object's key stands for; undefined for a key of something else. */
export function readConformanceKey(key: string): { eventId: EventId; n: number } | undefined {
  const [, name, n] = /^conformance\/([a-z0-9]+)\/(\d+)$/.exec(key) ?? [];
  const eventId = EventId.safeParse(name).data;
  return eventId && { eventId, n: Number(n) };
}
