import { expect, test } from 'vitest';
import { box, concat, u32 } from '../../fixtures/mux.ts';
import { type BoxProblem, Fields, MAX_BOXES } from './boxes.ts';
import { listFileBoxes } from './file-boxes.ts';

/** So many empty boxes, and an `mdat` behind which no box begins. */
const cycle = (count: number): Uint8Array =>
  concat(
    box('moof', box('mfhd', u32(0), u32(1))),
    ...Array(count).fill(box('free')),
    box('mdat'),
    Array(12).fill(0xff),
  );

function listed(bytes: Uint8Array) {
  const problems: BoxProblem[] = [];
  return { ...listFileBoxes(new Fields(bytes), (problem) => problems.push(problem)), problems };
}

test('behind a stray mdat the next fragment is found', () => {
  const { boxes, strays, problems } = listed(concat(cycle(1), cycle(2), box('moof', box('mfhd', u32(0), u32(1)))));
  expect(boxes.map(({ type }) => type).join()).toBe('moof,free,mdat,moof,free,free,mdat,moof');
  expect(strays).toHaveLength(2);
  expect(problems).toEqual([]);
});

test('the limit of boxes is that of the file, however often they begin anew', () => {
  const { boxes, problems } = listed(concat(...Array(3).fill(cycle(0.9 * MAX_BOXES))));
  expect(boxes.length).toBeLessThanOrEqual(MAX_BOXES);
  expect(problems).toMatchObject([{ is: 'too-many' }]);
});

test.each([20, 60, 100])('an mdat that is %i bytes too long ends where the moov within it begins', (by) => {
  const moov = box('moov', box('mvhd', new Uint8Array(24)), box('free', new Uint8Array(8)));
  const data = box('mdat', new Uint8Array(400).fill(0xee));
  const file = concat(u32(data.length + by), data.subarray(4), moov);
  const { boxes, strays, problems } = listed(file);
  expect(boxes).toMatchObject([{ type: 'mdat', start: 0, end: data.length }, { type: 'moov' }]);
  expect(strays).toMatchObject([{ isTooLong: true, said: data.length + by, next: data.length }]);
  expect(problems).toEqual([]);
});

test('an mdat that is cut off stays so where no box begins within it', () => {
  const { boxes, strays, problems } = listed(box('mdat', new Uint8Array(400).fill(M)).subarray(0, 300));
  expect(boxes).toMatchObject([{ type: 'mdat', end: 300 }]);
  expect(strays).toEqual([]);
  expect(problems).toMatchObject([{ is: 'truncated', type: 'mdat', isLast: true }]);
});

const M = 'm'.charCodeAt(0);
