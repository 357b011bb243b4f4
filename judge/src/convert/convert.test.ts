import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { inspectObject } from '@kaitong/media';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Judge } from '../judge.ts';
import { nodePorts } from '../node-ports.ts';
import { readClip } from '../testing.ts';

const engines: ('node-av' | 'ffmpeg')[] = ['node-av', 'ffmpeg'];

/** What level 1 reads in a converted segment. */
function read(bytes: Buffer) {
  const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' } as const;
  const hashes = { md5: nodePorts.hash('md5', [bytes]), sha256: nodePorts.hash('sha256', [bytes]) };
  const object = { n: 0, kind: 'segment', bytes: bytes.length, durationMs: 2000, iv: null, ...hashes } as const;
  const { findings, facts } = inspectObject({ bytes, object, event, key: undefined }, nodePorts);
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { errors, video: facts.video, audio: facts.audio };
}

const LOWEST = String(constants.priority.PRIORITY_LOW);

/** How many processes that this one started have a priority (proc(5), 4th and 19th field of stat). */
function childrenAt(priority: string): number {
  const stats = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/stat`, 'utf8')] : [];
    } catch {
      return []; // has ended meanwhile
    }
  });
  const fields = stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '));
  return fields.filter(([, parent, ...rest]) => parent === String(process.pid) && rest[14] === priority).length;
}

describe.each(engines)('%s', (engine) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ engine, processes: 1 });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  const convert = async (container: 'ts' | 'mp4', ...names: string[]) => {
    const parts = names.map(readClip);
    return await judge.convert({ parts, container, durationMs: 2000 });
  };

  test('makes H.264 of H.265, picture for picture, with the sound and on the same clock', async (context) => {
    if (!judge.canConvert()) return context.skip();
    const init = 'h265-fmp4-init.mp4';
    const [first, second] = [
      await convert('mp4', init, 'h265-fmp4-0.m4s'),
      await convert('mp4', init, 'h265-fmp4-1.m4s'),
    ];
    if (first.is !== 'converted' || second.is !== 'converted') throw new Error('not converted');
    const [a, b] = [read(first.bytes), read(second.bytes)];
    expect(a.errors).toEqual([]);
    expect(a.video).toMatchObject({
      codec: 'h264',
      frames: 24,
      firstFrame: 'idr',
      format: { width: 320, height: 180 },
    });
    expect(a.video?.format?.level).toBeLessThan(40); // a rate made up of the clock's ticks asks for more than browsers do
    expect(a.audio?.codec).toBe('aac');
    const step = (b.video?.firstPts ?? 0) - (a.video?.lastPts ?? 0);
    expect(step).toBeGreaterThan(80);
    expect(step).toBeLessThan(87);
    const whole = await convert('ts', 'h265-aac.mpegts');
    if (whole.is !== 'converted') throw new Error('not converted');
    expect(read(whole.bytes).video).toMatchObject({ frames: 36 });
  });

  test('answers that what is no footage could not be converted, and goes on', async (context) => {
    if (!judge.canConvert()) return context.skip();
    expect(await judge.convert({ parts: [Buffer.alloc(5000)], container: 'ts', durationMs: 1000 })).toEqual({
      is: 'failed',
    });
    expect(await convert('mp4', 'snapshot.jpg')).toEqual({ is: 'failed' });
    expect(await convert('mp4', 'h265-faststart.mp4')).toMatchObject({ is: 'converted' });
  });

  test('begins when nothing waits to be judged, and steps back behind all else on the machine', async (context) => {
    if (!judge.canConvert()) return context.skip();
    const task = { parts: [readClip('h265-aac.mpegts')], container: 'ts', durationMs: 3000 } as const;
    const order: string[] = [];
    const judged = Array.from({ length: 3 }, () => judge.decode(task).then(() => order.push('judged')));
    const converted = judge.convert(task).then(({ is }) => order.push(is));
    if (process.platform === 'linux') await vi.waitFor(() => expect(childrenAt(LOWEST)).toBe(1), { interval: 5 });
    await Promise.all([...judged, converted]);
    expect(order.slice(0, 2)).toEqual(['judged', 'judged']);
    expect(order).toContain('converted');
  });

  test('ends with whoever asked for it, and takes only so many at once', async (context) => {
    if (!judge.canConvert()) return context.skip();
    const given = new AbortController();
    const task = { parts: [readClip('h265-aac.mpegts')], container: 'ts', durationMs: 3000 } as const;
    const all = Array.from({ length: 12 }, () => judge.convert(task, { signal: given.signal }));
    const busy = await Promise.all(all.slice(9));
    expect(busy).toEqual(busy.map(() => ({ is: 'busy' })));
    given.abort(new Error('the viewer has gone'));
    const ends = await Promise.allSettled(all.slice(0, 9));
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(7);
  });
});

test('without level 2 nothing is converted', async () => {
  await using judge = await Judge.start({ engine: 'none', processes: 1 });
  expect(judge.canConvert()).toBe(false);
  expect(await judge.convert({ parts: [], container: 'ts', durationMs: 0 })).toEqual({ is: 'unavailable' });
});
