import { afterEach, expect, test, vi } from 'vitest';
import { FilmReader, type Filmstrip } from './film-reader.ts';

afterEach(() => vi.useRealTimers());

const MINUTE = 60_000;
const strip = (from: number): Filmstrip => ({
  eventId: `ev${from}` as Filmstrip['eventId'],
  from: new Date(from).toISOString(),
  to: new Date(from + MINUTE).toISOString(),
  width: 192,
  height: 108,
  columns: 4,
  pictures: [500, 20_000, 40_000],
  webp: '',
});

function reading(find: (at: number) => Filmstrip | null) {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const changes: PromiseWithResolvers<void>[] = [Promise.withResolvers()];
  const reader = new FilmReader(async (at) => {
    asked.push(at);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { filmstrip: find(at), isComing: false };
  });
  reader.follow(() => {
    changes.at(-1)?.resolve();
    changes.push(Promise.withResolvers());
  });
  const answer = async (): Promise<void> => {
    const changed = changes.at(-1)?.promise;
    waiting.shift()?.();
    await changed;
  };
  return { reader, asked, answer };
}
const minuteOf = (at: number) => strip(Math.floor(at / MINUTE) * MINUTE);

test('shows what was seen last before a moment, and the first picture before there was any', async () => {
  const { reader, answer } = reading(minuteOf);
  reader.want(MINUTE + 100);
  await answer();
  const nOf = (at: number) => reader.find(MINUTE + at)?.n;
  expect([nOf(0), nOf(19_999), nOf(20_000), nOf(59_999)]).toEqual([0, 0, 1, 2]);
  expect(reader.find(2 * MINUTE)).toBeUndefined();
});

test('asks for nothing that a finger has passed meanwhile, and for nothing twice', async () => {
  const { reader, asked, answer } = reading(minuteOf);
  for (const minute of [1, 2, 3, 4]) reader.want(minute * MINUTE);
  expect(asked).toEqual([MINUTE]);
  await answer();
  expect(asked).toEqual([MINUTE, 4 * MINUTE]);
  await answer();
  reader.want(4 * MINUTE + 30_000);
  reader.want(undefined);
  expect(asked).toHaveLength(2);
});

test('what is not there is not asked for again at once, nor is what lies beside it', async () => {
  const { reader, asked, answer } = reading((at) => (at < 10 * MINUTE ? null : minuteOf(at)));
  reader.want(MINUTE);
  await answer();
  reader.want(MINUTE);
  reader.want(MINUTE + 5_000);
  expect(asked).toEqual([MINUTE]);
  reader.want(11 * MINUTE);
  await answer();
  expect(reader.find(11 * MINUTE)?.strip.from).toBe(new Date(11 * MINUTE).toISOString());
});

test('what is made just now comes while the finger rests, and is asked for less and less often', async () => {
  vi.useFakeTimers();
  const asked: number[] = [];
  let isMade = false;
  const reader = new FilmReader(async (at) => {
    asked.push(at);
    return isMade ? { filmstrip: minuteOf(at), isComing: false } : { filmstrip: null, isComing: true };
  });
  reader.want(MINUTE);
  for (const [after, times] of [
    [0, 1],
    [1_000, 2],
    [1_000, 2],
    [1_000, 3],
  ] as const) {
    await vi.advanceTimersByTimeAsync(after);
    expect(asked).toHaveLength(times);
  }
  isMade = true;
  await vi.advanceTimersByTimeAsync(4_000);
  expect(reader.find(MINUTE)?.n).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(4);
});

test('where the finger has gone, what was being made is not asked for', async () => {
  vi.useFakeTimers();
  const asked: number[] = [];
  const reader = new FilmReader(async (at) => {
    asked.push(at);
    return { filmstrip: null, isComing: true };
  });
  reader.want(MINUTE);
  await vi.advanceTimersByTimeAsync(0);
  reader.want(undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([MINUTE]);
});

test('a moment that is not known asks for nothing, and the next one is read', async () => {
  const { reader, asked, answer } = reading(minuteOf);
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY]) reader.want(at);
  reader.want(MINUTE);
  await answer();
  expect(asked).toEqual([MINUTE]);
});
