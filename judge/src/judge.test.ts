import { existsSync } from 'node:fs';
import { milliseconds } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { JudgeStarved } from './decode/starved.ts';
import { type DecodeTask, Judge, type Spent } from './judge.ts';
import { damageSlices, hasFfmpeg, readClip, repeated, withUnitBehind } from './testing.ts';

const clip = readClip('h264-aac.mpegts');
const task: DecodeTask = { parts: [clip], container: 'ts', durationMs: 3000 };
/** Enough to decode that there is time to kill it in the middle. */
const LENGTH = 10;
const longTask: DecodeTask = { parts: [repeated(clip, LENGTH)], container: 'ts', durationMs: 30_000 };
/** What is killed in any case costs no more for being longer. */
const ENDLESS = 40;
const endlessTask: DecodeTask = { parts: [repeated(clip, ENDLESS)], container: 'ts', durationMs: 120_000 };

const kill = (pid: number | undefined): void => {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
};
const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`);

const engines = hasFfmpeg ? (['node-av', 'ffmpeg'] as const) : (['node-av'] as const);

describe.each(engines)('level 2 by %s', (engine) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ engine, processes: 1 });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test('says what it decodes with', () => {
    expect(judge.level2()).toBe(engine);
  });

  test('a good clip: every packet a frame, nothing damaged, pictures measured', async () => {
    expect(await judge.decode(task)).toMatchObject({
      is: 'report',
      report: {
        engine,
        codec: 'h264',
        width: 320,
        height: 180,
        packets: 36,
        frames: 36,
        refused: 0,
        damaged: 0,
        logs: { lines: 0, first: [] },
        unreadable: null,
        pictures: { measured: 36, motion: { pairs: 35 } },
      },
    });
  });

  test.each([
    ['an init segment and its media segment', ['h265-fmp4-init.mp4', 'h265-fmp4-1.m4s'], 'hevc'],
    ['a whole MP4 with its index at the end', ['h264-moov-at-end.mp4'], 'h264'],
  ])('decodes %s', async (_, names, codec) => {
    const outcome = await judge.decode({ parts: names.map(readClip), container: 'mp4', durationMs: 2000 });
    expect(outcome).toMatchObject({ is: 'report', report: { codec, packets: 24, frames: 24, unreadable: null } });
  });

  test.each([
    ['h264', 'h264-aac.mpegts', [0x09, 0xf0]],
    ['h265', 'h265-aac.mpegts', [0x46, 0x01, 0x50]],
  ] as const)(
    'a delimiter alone behind the last picture is no picture, nor a damaged one: %s',
    async (codec, name, unit) => {
      const part = withUnitBehind(readClip(name), unit);
      expect(await judge.decode({ ...task, parts: [part], codec })).toMatchObject({
        report: { frames: 36, refused: 0, damaged: 0, damagedAt: [], logs: { lines: 0, first: [] } },
      });
    },
  );

  test('the slices of H.265 are read beside, whatever decodes', async () => {
    const parts = ['h265-fmp4-init.mp4', 'h265-fmp4-1.m4s'].map(readClip);
    const outcome = await judge.decode({ parts, container: 'mp4', codec: 'h265', durationMs: 2000 });
    expect(outcome).toMatchObject({ report: { slices: { pictures: 24, damaged: 0, damagedAt: [] } } });
  });

  test('where reading the slices takes two processes down, the decoder alone decides', async () => {
    const numbers: number[] = [];
    const outcome = await judge.decode(
      // Slices are read several times faster than decoded: of a shorter one that is over before the process is killed.
      { ...endlessTask, parts: [repeated(readClip('h265-aac.mpegts'), ENDLESS)], codec: 'h265' },
      {
        onAttempt: ({ job, number, pid }) => {
          if (job !== 'slices') return;
          numbers.push(number);
          kill(pid);
        },
      },
    );
    expect(outcome).toMatchObject({ is: 'report', report: { frames: 36 * ENDLESS, slices: null } });
    expect(numbers).toEqual([1, 2]);
  });

  test('each job of a task tells how long it was in its lane, and the wait is the task’s once', async () => {
    const told = async (codec: 'h264' | 'h265', name: string): Promise<string[]> => {
      const events: string[] = [];
      const said = (event: string) => () => void events.push(event);
      const options = { onStarted: said('started'), onWorked: said('worked') };
      await judge.decode({ parts: [readClip(name)], container: 'ts', codec, durationMs: 3000 }, options);
      return events;
    };
    expect(await told('h264', 'h264-aac.mpegts')).toEqual(['started', 'worked']);
    expect(await told('h265', 'h265-aac.mpegts')).toEqual(['started', 'worked', 'worked']);
  });

  // What a system's FFmpeg says comes from several threads, and may be torn.
  test.runIf(engine === 'node-av')('what is said of damaged pictures is the same each time', async () => {
    const damaged = { ...task, parts: [damageSlices(clip, 12)] };
    const outcomes = [];
    for (let times = 0; times < 8; times++) outcomes.push(JSON.stringify(await judge.decode(damaged)));
    expect(new Set(outcomes).size).toBe(1);
  });

  test('both engines measure the same pictures', async () => {
    const outcome = await judge.decode(task);
    expect(outcome).toMatchObject({
      report: { pictures: { luma: { mean: 120.57 }, motion: { peak: 56.625, pairs: 35 } } },
    });
  });

  test.each([
    ['bytes of no container', Buffer.alloc(5000, 7), 'ts'],
    ['an MP4 under the name of a transport stream', readClip('h264-faststart.mp4'), 'ts'],
    ['a playlist that names a file', Buffer.from('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'), 'mp4'],
    ['sound alone', readClip('audio-only.mpegts'), 'ts'],
    ['a codec that no camera may send', readClip('mpeg2.mpegts'), 'ts'],
  ] as const)('%s is a report, not a crash', async (_, bytes, container) => {
    const outcome = await judge.decode({ parts: [bytes], container, durationMs: 1000 });
    expect(outcome).toMatchObject({ is: 'report', report: { unreadable: expect.any(String) } });
  });

  test('a process killed in the middle is replaced, and the object decoded once more', async () => {
    const attempts: number[] = [];
    const outcome = await judge.decode(longTask, {
      onAttempt: ({ number, pid }) => {
        attempts.push(number);
        if (number === 1) kill(pid);
      },
    });
    expect(outcome).toMatchObject({ is: 'report', report: { frames: 36 * LENGTH } });
    expect(attempts).toEqual([1, 2]);
  });

  test('an object that takes two processes down has passed the limit: a crash, never a report', async () => {
    const pids: (number | undefined)[] = [];
    const outcome = await judge.decode(longTask, {
      onAttempt: ({ pid }) => {
        pids.push(pid);
        kill(pid);
      },
    });
    expect(outcome).toEqual({ is: 'limit', reason: 'crash' });
    expect(new Set(pids).size).toBe(2);
    expect(await judge.decode(task)).toMatchObject({ is: 'report' });
  });

  test('more frames than any camera sends in that time are not decoded to the end', async () => {
    const outcome = await judge.decode({ ...longTask, durationMs: 100 });
    expect(outcome).toEqual({ is: 'limit', reason: 'frames' });
  });

  test('a job given up in the middle rejects, and the next one is decoded', async () => {
    const gone = new AbortController();
    const job = judge.decode(longTask, { signal: gone.signal, onAttempt: () => gone.abort(new Error('cancelled')) });
    await expect(job).rejects.toThrow('cancelled');
    expect(await judge.decode(task)).toMatchObject({ is: 'report' });
    expect(judge.load()).toEqual({ running: 0, waiting: 0 });
  });
});

describe.each(engines)('limits of %s', (engine) => {
  test('a decode over its processor time is killed, twice, and the process is gone', async () => {
    await using judge = await Judge.start({ engine, processes: 1, limits: { processor: milliseconds(-59_950) } });
    const pids: number[] = [];
    const outcome = await judge.decode(endlessTask, { onAttempt: ({ pid }) => pids.push(pid ?? 0) });
    expect(outcome).toEqual({ is: 'limit', reason: 'time' });
    expect(pids.length).toBe(2);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  const hang = ({ pid }: { pid: number | undefined }) => void (pid && process.kill(pid, 'SIGSTOP'));

  test('a decoder that somebody stopped is replaced, and says nothing of the object', async () => {
    const limits = { quiet: milliseconds(400) };
    await using judge = await Judge.start({ engine, processes: 1, limits });
    let tries = 0;
    const hangOnce = { onAttempt: (of: { pid: number | undefined }) => void (++tries === 1 && hang(of)) };
    expect(await judge.decode(task, hangOnce)).toMatchObject({ is: 'report' });
    expect(tries).toBe(2);
  });

  test('one that starves goes back into the queue; the third time is an outage, and nothing is said of the object', async () => {
    const limits = { patience: milliseconds(-29_500) };
    await using judge = await Judge.start({ engine, processes: 1, limits });
    let tries = 0;
    const busy = { onAttempt: hang, onWorked: () => void tries++ };
    expect(await judge.decodeOnce(task, busy)).toEqual({ is: 'starved' });
    expect(tries).toBe(1);
    await expect(judge.decode(task, busy)).rejects.toThrow(JudgeStarved);
    expect(tries).toBe(4);
    expect(judge.load()).toEqual({ running: 0, waiting: 0 });
  });

  test('what a job took of the processor is told, with how long it held its lane', async () => {
    await using judge = await Judge.start({ engine, processes: 1 });
    const spent: Spent[] = [];
    await judge.decode(longTask, { onWorked: (one) => void spent.push(one) });
    expect(spent).toEqual([{ lane: expect.any(Number), processor: expect.any(Number) }]);
    expect(spent[0]?.processor).toBeGreaterThan(50);
  });

  test('a process over its memory is killed', async () => {
    await using judge = await Judge.start({ engine, processes: 1, limits: { memoryBytes: 1 } });
    expect(await judge.decode(endlessTask)).toEqual({ is: 'limit', reason: 'memory' });
  });
});

describe('processes', () => {
  test('one that dies while it waits is replaced', async () => {
    await using judge = await Judge.start({ processes: 1 });
    const before = judge.pids;
    kill(before[0]);
    const outcome = await judge.decode(task);
    expect(outcome).toMatchObject({ is: 'report' });
    expect(judge.pids).toHaveLength(1);
    expect(judge.pids).not.toEqual(before);
  });

  test('those that somebody stopped while they waited are told, and replaced before they get any work', async () => {
    await using judge = await Judge.start({ processes: 2 });
    const before = judge.pids;
    expect(await judge.isAtWork()).toBe(true);
    for (const pid of before) process.kill(pid, 'SIGSTOP');
    await vi.waitFor(async () => expect(await judge.isAtWork()).toBe(false), { timeout: 30_000 });
    let tries = 0;
    expect(await judge.decode(task, { onAttempt: () => void tries++ })).toMatchObject({ is: 'report' });
    expect(tries).toBe(1);
    expect(await judge.isAtWork()).toBe(true);
    for (const pid of before) expect(judge.pids).not.toContain(pid);
  });

  test('closing ends them and rejects what waits or runs', async () => {
    const judge = await Judge.start({ processes: 1 });
    const { pids } = judge;
    const jobs = Promise.allSettled([judge.decode(longTask), judge.decode(longTask)]);
    await judge[Symbol.asyncDispose]();
    expect((await jobs).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(pids.filter(isRunning)).toEqual([]);
    await expect(judge.decode(task)).rejects.toThrow('closed');
  });

  test('a process whose parent is gone ends by itself', async () => {
    const { JudgeProcess } = await import('./decode/judge-process.ts');
    const orphan = new JudgeProcess();
    await orphan.ready;
    orphan.hangUp();
    await orphan.exited;
    expect(orphan.alive).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s to the whole group does not look like a crash', async (signal) => {
    await using judge = await Judge.start({ engine: 'node-av', processes: 1 });
    let attempts = 0;
    const outcome = await judge.decode(task, {
      onAttempt: ({ pid }) => {
        attempts++;
        if (pid) process.kill(pid, signal);
      },
    });
    expect(outcome).toMatchObject({ is: 'report' });
    expect(attempts).toBe(1);
  });

  test('the queue is visible', async () => {
    await using judge = await Judge.start({ processes: 1 });
    const jobs = [judge.decode(task), judge.decode(task), judge.decode(task)];
    expect(judge.load()).toEqual({ running: 1, waiting: 2 });
    await Promise.all(jobs);
    expect(judge.load()).toEqual({ running: 0, waiting: 0 });
  });
});

describe('without level 2', () => {
  test('decoding is unavailable, never a report', async () => {
    await using judge = await Judge.start({ processes: 1, engine: 'none' });
    expect(judge.level2()).toBeNull();
    expect(await judge.decode(task)).toEqual({ is: 'unavailable' });
  });

  test('an FFmpeg that is not there is no level 2', async () => {
    await using judge = await Judge.start({ processes: 1, engine: 'ffmpeg', ffmpeg: '/nonexistent/ffmpeg' });
    expect(judge.level2()).toBeNull();
  });

  test('snapshots are decoded all the same', async () => {
    await using judge = await Judge.start({ processes: 1, engine: 'none' });
    expect(await judge.decodeSnapshot(readClip('scene.jpg'))).toMatchObject({
      is: 'report',
      report: { is: 'picture', width: 640, height: 360 },
    });
  });
});
