export const VERIFICATION = 'verification/';

/** Where an event's objects lie in the store. One prefix an event, so deleting it is one call. */
export const objectPrefix = (eventId: string): string => `${VERIFICATION}${eventId}/`;

/** The event and number that an object's key stands for; undefined for a key of something else. */
export function readObjectKey(key: string): { eventId: string; n: number } | undefined {
  const [, eventId, n] = /^verification\/([a-z0-9]+)\/(\d+)$/.exec(key) ?? [];
  return eventId === undefined ? undefined : { eventId, n: Number(n) };
}

export const objectKey = (eventId: string, n: number): string =>
  `${objectPrefix(eventId)}${String(n).padStart(6, '0')}`;
