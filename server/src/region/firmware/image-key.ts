import type { ReleaseId } from '@kaitong/contract';

/** Not below footage's prefixes: nothing that goes by time or by owner takes it along. */
export const imageKey = (releaseId: ReleaseId): string => `firmware/${releaseId}`;
