import { days, type ProblemCode, problems, type RecordingGrant, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { failed } from '../outcome.ts';
import { heldClock } from '../testing/clock.ts';
import { Recordings } from './recordings.ts';
import { memorySpool } from './spool.ts';

const declaration = { container: 'ts', codec: 'h264', width: 64, height: 64, encryption: 'none' } as const;
const segment = (bytes: number) => ({ kind: 'segment' as const, durationMs: 1000, bytes: Buffer.alloc(bytes) });

/** A device that never reaches the platform, or is refused with what `platform.says`. */
function offline(maxBytes: number, grant: Partial<RecordingGrant> | undefined = {}) {
  const clock = heldClock();
  const given: RecordingGrant = {
    ...{ version: 1, recording: 'event', until: null, maxEventMs: 300_000, maxPreRecordMs: 10_000 },
    ...{ minContinuousSegmentMs: 10_000, ...grant },
  };
  const opened: string[] = [];
  const platform = { offset: 0, says: 'unreachable' as ProblemCode | 'unreachable', asked: 0, isPrivate: false };
  let heard = (): void => {};
  const recordings = new Recordings({
    spool: memorySpool(maxBytes),
    clock,
    random: Math.random,
    permissions: {
      find: () => (given.recording === 'none' ? undefined : given),
      distrust: () => {
        given.recording = 'none';
      },
    },
    offset: () => platform.offset,
    isPrivate: () => platform.isPrivate,
    open: async ({ id }) => {
      opened.push(id);
      heard();
      return failed(platform.says, 'no line', platform.says === 'unreachable' || problems[platform.says].retry);
    },
    onRefused: () => {
      platform.asked += 1;
    },
  });
  const stop = new AbortController();
  recordings.start(stop.signal);
  /** Resolves with the next opening. */
  const opening = () => new Promise<void>((resolve) => (heard = resolve));
  return { recordings, clock, platform, given, opened, opening, stop };
}

/** Whatever the device does by itself with what it has heard. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function begun(recordings: Recordings) {
  const outcome = recordings.begin({ type: 'motion', declaration, happenedAt: 0 });
  if (!outcome.ok) throw new Error(outcome.problem.code);
  return outcome.value;
}

test('a full store drops the oldest recording and keeps the one that is being made', async () => {
  const { recordings, stop } = offline(250);
  const first = begun(recordings);
  await first.addObject(segment(100));
  await first.close();
  const second = begun(recordings);
  await second.addObject(segment(100));
  await second.close();
  const third = begun(recordings);
  expect(await third.addObject(segment(100))).toEqual({ ok: true, value: undefined });
  expect(await first.result).toMatchObject({ is: 'lost', problem: { code: 'spool_full' } });
  expect(recordings.waiting).toBe(2);
  expect(await third.addObject(segment(300))).toMatchObject({ ok: false, problem: { code: 'spool_full' } });
  expect(third.ended.aborted).toBe(true);
  stop.abort();
});

test('nothing begins without a grant, nor continuous footage under one for events; what it permits no more ends', () => {
  const { recordings, given, stop } = offline(1000);
  const request = { declaration, happenedAt: 0 };
  expect(recordings.begin({ ...request, type: 'continuous' })).toMatchObject({ problem: { code: 'not_granted' } });
  given.recording = 'continuous';
  const continuous = recordings.begin({ ...request, type: 'continuous' });
  const event = begun(recordings);
  given.recording = 'event';
  recordings.obey();
  expect(continuous.ok && continuous.value.ended.aborted).toBe(true);
  expect(event.ended.aborted).toBe(false);
  given.recording = 'none';
  recordings.obey();
  expect(event.ended.aborted).toBe(true);
  expect(recordings.begin({ ...request, type: 'motion' })).toMatchObject({ problem: { code: 'not_granted' } });
  stop.abort();
  given.recording = 'event';
  expect(recordings.begin({ ...request, type: 'motion' }).ok).toBe(false);
});

test('continuous footage is to be cut as the platform wishes now, never shorter than it must be, nor larger than the store takes', () => {
  const { recordings, given, stop } = offline(1_000_000_000, { recording: 'continuous' });
  const begin = (of: Recordings) => {
    const outcome = of.begin({ type: 'continuous', declaration, happenedAt: 0 });
    if (!outcome.ok) throw new Error(outcome.problem.code);
    return outcome.value;
  };
  const continuous = begin(recordings);
  expect(continuous.segments).toMatchObject({ leastMs: 10_000, wishedMs: 10_000 }); // a platform that wishes for nothing
  for (const [segmentSeconds, wishedMs] of [
    [60, 60_000],
    [20, 20_000],
    [5, 10_000],
  ] as const) {
    given.segmentSeconds = segmentSeconds;
    expect(continuous.segments).toEqual({ leastMs: 10_000, wishedMs, mostBytes: 48 * 1024 * 1024 });
  }
  expect(begun(recordings).segments).toMatchObject({ leastMs: 0, wishedMs: 0 });
  stop.abort();
  const small = offline(32_000_000, { recording: 'continuous', segmentSeconds: 60 });
  expect(begin(small.recordings).segments.mostBytes).toBe(8_000_000);
  small.stop.abort();
});

test('what waits is sent though nothing may be recorded any more; what is refused for good is asked about once', async () => {
  const { recordings, platform, given, opened, stop } = offline(1000);
  const waiting = [begun(recordings), begun(recordings)];
  for (const one of waiting) await one.close();
  await settled();
  given.recording = 'none';
  platform.says = 'subscription_expired';
  opened.length = 0;
  recordings.obey();
  for (const { result } of waiting)
    expect(await result).toMatchObject({ is: 'lost', problem: { code: 'subscription_expired' } });
  expect(opened).toEqual(waiting.map(({ deviceEventId }) => deviceEventId));
  expect(recordings.waiting).toBe(0);
  expect(platform.asked).toBe(0); // the device knew that
  stop.abort();
});

test.each(['account_suspended', 'privacy_mode'] as const)(
  'what waits is kept through %s, and asked about again when something has changed',
  async (code) => {
    const { recordings, platform, opened, opening, stop } = offline(1000);
    platform.says = code;
    const event = begun(recordings);
    await event.close();
    await settled();
    expect(platform.asked).toBe(1); // its grant said otherwise
    expect(recordings.waiting).toBe(1);
    const before = opened.length;
    await settled();
    expect(opened).toHaveLength(before);
    const again = opening();
    recordings.wake();
    await again;
    await settled();
    expect(opened).toHaveLength(before + 1);
    expect(recordings.waiting).toBe(1);
    stop.abort();
  },
);

test('what waits is not offered while the device itself is in privacy mode', async () => {
  const { recordings, platform, opened, opening, stop } = offline(1000);
  await begun(recordings).close();
  await settled();
  platform.isPrivate = true;
  opened.length = 0;
  recordings.wake();
  await settled();
  expect(opened).toEqual([]);
  platform.isPrivate = false;
  const again = opening();
  recordings.obey();
  await again;
  stop.abort();
});

test('how long ago it happened is told by the monotonic clock, and after a restart by the wall clock', () => {
  const { recordings, clock, platform, stop } = offline(1000);
  const header = { deviceEventId: 'x', type: 'motion', declaration, preRecordMs: 0 } as const;
  const before = { ...header, wallMs: clock.wall() - 60_000, monotonicMs: 5, offsetMs: 0, boot: 'an earlier one' };
  expect(recordings.ageOf(before)).toBe(60_000);
  clock.advance(seconds(1));
  expect(recordings.ageOf(before)).toBe(61_000);
  expect(recordings.ageOf({ ...before, wallMs: clock.wall() + 60_000 })).toBe(0);

  // The wall clock has no battery: it began anew, years back, and the platform has told the time.
  const years = days(2000);
  platform.offset = years + 20;
  expect(recordings.ageOf({ ...before, wallMs: clock.wall() + years - 60_000, offsetMs: 20 })).toBe(60_000);
  expect(recordings.ageOf(before)).toBe(61_000); // what had no time then has none now
  stop.abort();
});
