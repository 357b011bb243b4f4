import { expect, test } from 'vitest';
import type { ObjectDecoding } from '../../store/region/events.ts';
import { findClipLimit } from './judge-time.ts';

const took = (processorMs: number, decoded: ObjectDecoding['decoded'] = null): ObjectDecoding => ({
  ...{ decoded, picture: null, processorMs },
});

test('a clip that has spent its processor time passed no limit of one segment: nothing failed twice', () => {
  expect(findClipLimit([took(30_000), took(30_000)], 'segment')).toBeUndefined();
  expect(findClipLimit([took(30_000), took(30_001)], 'segment')).toEqual({ is: 'limit', reason: 'clip_time' });
});

test('a limit that one segment has passed is that of those behind it', () => {
  const passed = { is: 'limit', reason: 'memory' } as const;
  expect(findClipLimit([took(10, passed), took(90_000)], 'segment')).toEqual(passed);
  expect(findClipLimit([took(10, passed)], 'snapshot')).toBeUndefined();
});
