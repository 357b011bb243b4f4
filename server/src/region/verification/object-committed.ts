/** What processes that judge listen to; the payload is the event's id. */
export const OBJECT_COMMITTED = 'object';
