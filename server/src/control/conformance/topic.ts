import type { ConformanceId } from '@kaitong/contract';
/** An extended test's progress: numbered, stored, streamed to whoever looks. */
export const conformanceTopic = (id: ConformanceId): string => `conformance:${id}`;
