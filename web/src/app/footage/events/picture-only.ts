import type { RecordedEvent } from '@kaitong/contract';

/** What came was a snapshot, and no video will follow. */
export const isPictureOnly = ({ state, durationMs, snapshotUrl }: RecordedEvent): boolean =>
  state === 'complete' && durationMs === 0 && snapshotUrl !== null;
