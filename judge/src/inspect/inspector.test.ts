import { setImmediate as nextTurn } from 'node:timers/promises';
import { milliseconds } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { inspectObject, type ObjectInput } from '@kaitong/media';
import { expect, test } from 'vitest';
import { JudgeStarved } from '../decode/starved.ts';
import { nodePorts } from '../node-ports.ts';
import { readClip } from '../testing.ts';
import { Inspector } from './inspector.ts';

const objectOf = (bytes: Uint8Array, durationMs = 3000): ObjectDeclaration => ({
  n: 1,
  kind: 'segment',
  bytes: bytes.length,
  durationMs,
  md5: nodePorts.hash('md5', [bytes]),
  sha256: nodePorts.hash('sha256', [bytes]),
  iv: null,
});
const input = (bytes: Uint8Array): ObjectInput => ({
  bytes,
  object: objectOf(bytes),
  event: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' },
});

/** Transport packets full of NAL start codes: the slowest that level 1 reads. */
function slowBytes(mebibytes: number): Buffer {
  const bytes = Buffer.concat([
    readClip('h264-aac.mpegts').subarray(0, 4 * 188),
    Buffer.alloc(Math.floor((mebibytes << 20) / 188) * 188, Buffer.from([0, 0, 1, 0x65])),
  ]);
  for (let at = 4 * 188, n = 0; at + 188 <= bytes.length; at += 188, n++) {
    bytes.set([0x47, n === 0 ? 0x41 : 0x01, 0, 0x10 | (n & 15)], at);
  }
  return bytes;
}

test('says what level 1 says, of any number of objects at once', async () => {
  await using inspector = new Inspector();
  const clips = ['h264-aac.mpegts', 'h265-aac.mpegts', 'mpeg2.mpegts'].map(readClip);
  const inspected = await Promise.all(clips.map((clip) => inspector.inspect(input(clip))));
  expect(inspected).toEqual(clips.map((clip) => inspectObject(input(clip), nodePorts)));
  expect(clips.every((clip) => clip.length > 0)).toBe(true);
});

test('meanwhile this thread goes on', async () => {
  await using inspector = new Inspector();
  let ended = false;
  const slow = inspector.inspect(input(slowBytes(8))).finally(() => {
    ended = true;
  });
  let turns = 0;
  while (!ended) {
    await nextTurn();
    turns++;
  }
  await slow;
  expect(turns).toBeGreaterThan(100); // a synchronous call would have left one
});

test('bytes that take too much processor time twice are not read: an error of its own, never a pass, and nothing is called damaged', async () => {
  await using inspector = new Inspector({ processor: milliseconds(-3900) }); // 100 ms for the 8 MiB
  const inspection = await inspector.inspect(input(slowBytes(8)));
  expect(inspection.findings).toMatchObject([{ code: 'obj.unread', severity: 'error', measured: 'time', object: 1 }]);
  expect(inspection.facts.readable).toBe(false);
});

test('a machine too busy for it says nothing of the bytes', async () => {
  await using inspector = new Inspector({ patience: milliseconds(-39_999) }); // one for the 8 MiB
  await expect(inspector.inspect(input(slowBytes(8)))).rejects.toThrow(JudgeStarved);
});

test('one that was closed inspects nothing', async () => {
  const inspector = new Inspector();
  const running = inspector.inspect(input(readClip('h264-aac.mpegts')));
  await running;
  await inspector[Symbol.asyncDispose]();
  await expect(inspector.inspect(input(readClip('h264-aac.mpegts')))).rejects.toThrow('closed');
});
