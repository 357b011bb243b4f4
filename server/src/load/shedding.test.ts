import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SHEDDING, Shedding } from './shedding.ts';
import { WORK_KINDS } from './work-kind.ts';

const { from, looksToRefuse, looksToAnswer } = SHEDDING;
/** What is refused after each look. */
function refusedAfter(shedding: Shedding, looks: readonly number[]): string[] {
  return looks.map((late) => {
    shedding.note(late);
    return shedding.refused().join();
  });
}
const times = (n: number, late: number): number[] => Array.from({ length: n }, () => late);

test('browsing is refused first, then watching, and recording last, each after as many looks', () => {
  const all = refusedAfter(new Shedding(), times(9, from.recording));
  expect(all).toEqual([
    ...['', '', 'browsing', 'browsing', 'browsing'],
    ...['browsing,watching', 'browsing,watching', 'browsing,watching', 'browsing,watching,recording'],
  ]);
});

test('a process that is late with lists alone goes on with all else', () => {
  expect(new Set(refusedAfter(new Shedding(), times(100, from.watching - 1)))).toEqual(new Set(['', 'browsing']));
});

test('one long computation refuses nothing', () => {
  const looks = [...times(looksToRefuse - 1, 60_000), 0];
  expect(new Set(refusedAfter(new Shedding(), [...looks, ...looks, ...looks]))).toEqual(new Set(['']));
});

test('what was refused is answered again one kind after the other, once the process is clearly less late', () => {
  const shedding = new Shedding();
  refusedAfter(shedding, times(9, from.recording));
  expect(new Set(refusedAfter(shedding, times(50, from.recording / 2)))).toEqual(
    new Set(['browsing,watching,recording']),
  );
  const back = refusedAfter(shedding, times(3 * looksToAnswer, 0));
  expect(back.filter((refused, n) => refused !== back[n - 1])).toEqual([
    ...['browsing,watching,recording', 'browsing,watching', 'browsing', ''],
  ]);
});

test('however late it is, the more important is never refused before the less important, nor anything back and forth', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 200 }), (looks) => {
      const shedding = new Shedding();
      const refused = looks.map((late) => {
        const isNews = shedding.note(late);
        return { now: shedding.refused(), isNews };
      });
      let [lastChange, before] = [Number.NEGATIVE_INFINITY, 0];
      for (const [n, { now, isNews }] of refused.entries()) {
        expect(now).toEqual(WORK_KINDS.slice(0, now.length));
        expect(isNews).toBe(now.length !== before);
        if (isNews) {
          expect(Math.abs(now.length - before)).toBe(1);
          expect(n - lastChange).toBeGreaterThanOrEqual(looksToRefuse);
          if (now.length < before) expect(n - lastChange).toBeGreaterThanOrEqual(looksToAnswer);
          lastChange = n;
        }
        before = now.length;
      }
    }),
  );
});
