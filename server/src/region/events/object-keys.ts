/** Where an event's objects lie in the store. One prefix an event, so deleting it is one call. */
export const objectPrefix = (eventId: string): string => `verification/${eventId}/`;

export const objectKey = (eventId: string, n: number): string =>
  `${objectPrefix(eventId)}${String(n).padStart(6, '0')}`;
