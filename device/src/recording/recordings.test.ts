import { days, type RecordingGrant, seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { failed } from '../outcome.ts';
import { heldClock } from '../testing/clock.ts';
import { Recordings } from './recordings.ts';
import { memorySpool } from './spool.ts';

const declaration = { container: 'ts', codec: 'h264', width: 64, height: 64, encryption: 'none' } as const;
const segment = (bytes: number) => ({ kind: 'segment' as const, durationMs: 1000, bytes: Buffer.alloc(bytes) });

/** A device that never reaches the platform. */
function offline(maxBytes: number, grant: Partial<RecordingGrant> | undefined = {}) {
  const clock = heldClock();
  const given: RecordingGrant = {
    ...{ version: 1, recording: 'event', until: null, maxEventMs: 300_000, maxPreRecordMs: 10_000 },
    ...{ minContinuousSegmentMs: 10_000, ...grant },
  };
  const opened: string[] = [];
  const platform = { offset: 0 };
  const recordings = new Recordings({
    spool: memorySpool(maxBytes),
    clock,
    random: Math.random,
    permissions: { find: () => (given.recording === 'none' ? undefined : given), distrust: () => undefined },
    offset: () => platform.offset,
    isPrivate: () => false,
    open: async ({ id }) => {
      opened.push(id);
      return failed('unreachable', 'no line', true);
    },
    onRefused: () => undefined,
  });
  const stop = new AbortController();
  recordings.start(stop.signal);
  return { recordings, clock, platform, given, opened, stop };
}

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
