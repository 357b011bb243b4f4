import { expect, test } from 'vitest';
import type { ClipPicture } from './clip-pictures.ts';
import { copiesIn, findRepeats } from './repeats.ts';

/** Four seconds at 30 pictures a second, of which each changes so much. */
const changing = (changeOf: (at: number) => number): ClipPicture[] =>
  Array.from({ length: 120 }, (_, at) => ({
    ...{ atMs: (at * 1000) / 30, clipMs: (at * 1000) / 30, luma: 110, range: 120, cb: 128, cr: 128, chromaRange: 40 },
    ...{ change: changeOf(at), mark: 'whole', oneSided: false, garbled: false },
  }));

test.each([
  ['every second picture', 2, [0], 15],
  ['two of three', 3, [0, 1], 10],
  ['every fifth', 5, [4], 24],
])('%s a copy: the real rate is told', (_, period, copies, fps) => {
  const pictures = changing((at) => (copies.includes(at % period) ? 0.8 : 20 + (at % 7)));
  const found = findRepeats(pictures);
  expect([Math.round(found?.shownFps ?? 0), Math.round(found?.sentFps ?? 0)]).toEqual([fps, 30]);
  // Three to look at, each of them a copy.
  const shown = found?.copies.map((ms) => Math.round((ms * 30) / 1000)) ?? [];
  expect(shown).toHaveLength(3);
  expect(shown.filter((at) => !copies.includes(at % period))).toEqual([]);
});

test('the first picture of a clip repeats none, however little it says that it changed', () => {
  const pictures = changing((at) => (at === 0 || at % 2 === 1 ? 0 : 20));
  expect(findRepeats(pictures)).toMatchObject({ copies: [33, 100, 167], count: 60 });
});

test.each([
  ['motion throughout', () => 20],
  ['a still picture', () => 0.5],
  ['a clock of seconds over a still picture', (at: number) => (at % 30 === 0 ? 40 : 0)],
  ['copies now and then', (at: number) => (at % 17 === 3 || at % 23 === 5 ? 0 : 20)],
  ['motion that pauses', (at: number) => (at % 40 < 20 ? 20 : 0)],
])('%s is none', (_, changeOf) => {
  expect(findRepeats(changing(changeOf))).toBeUndefined();
});

test('what moves between copies is motion; what an encoder refreshes at its key frames only is none', () => {
  const pictures = changing((at) => (at % 3 === 0 ? 20 : 0.8));
  expect(copiesIn(pictures, 4).size).toBe(80);
  const refreshed = changing((at) => (at % 5 === 0 ? 20 : 0.8));
  expect(copiesIn(refreshed, 24).size).toBe(0);
  expect(
    copiesIn(
      changing(() => 20),
      4,
    ).size,
  ).toBe(0);
});

test.each([7, 15, 31])('are found in objects of %i pictures each, whose first ones nobody can compare', (length) => {
  const changes = changing((at) => (at % 2 === 0 ? 0.8 : 20));
  const pictures = changes.map((one, at): ClipPicture => {
    const isFirst = at > 0 && at % length === 0;
    return isFirst ? { ...one, change: changes[at + 1]?.change ?? 0, isFirst } : one;
  });
  expect(findRepeats(pictures)).toMatchObject({ shownFps: expect.closeTo(15, 1), sentFps: expect.closeTo(30, 1) });
});

test('objects as long as a period hide the only new picture of each, if there is one: nothing is said', () => {
  const pictures = changing((at) => (at % 8 === 0 ? 20 : 0.8)).map(
    (one, at): ClipPicture => (at > 0 && at % 8 === 0 ? { ...one, change: 0.8, isFirst: true } : one),
  );
  expect(findRepeats(pictures)).toBeUndefined();
});
