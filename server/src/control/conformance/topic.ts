/** An extended test's progress: numbered, stored, streamed to whoever looks. */
export const conformanceTopic = (id: string): string => `conformance:${id}`;
