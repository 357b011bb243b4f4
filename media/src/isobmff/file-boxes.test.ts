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
