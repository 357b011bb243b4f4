/** Where a test event's objects lie in the store. */
export const conformancePrefix = (eventId: string): string => `conformance/${eventId}/`;

export const conformanceKey = (eventId: string, n: number): string =>
  `${conformancePrefix(eventId)}${String(n).padStart(6, '0')}`;

/** The event that an object's key stands for; undefined for a key of something else. */
export function readConformanceKey(key: string): { eventId: string; n: number } | undefined {
  const [, eventId, n] = /^conformance\/([a-z0-9]+)\/(\d+)$/.exec(key) ?? [];
  return eventId === undefined ? undefined : { eventId, n: Number(n) };
}
