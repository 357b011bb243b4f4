import { seconds } from '@kaitong/contract';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from './judge.ts';
import { hasFfmpeg, readClip, repeated } from './testing.ts';

// Files that are made to cost a decoder far more than they cost to send. Each must end within the limits, in a report
// that no clip passes with, or in a limit; this process and the next job go on.

const MP4 = readClip('h264-moov-at-end.mp4');
const FRAGMENTED = readClip('h264-fragmented.mp4');
const TS = readClip('h264-aac.mpegts');

/** Overwrites a number behind a box's name. */
function withNumber(file: Buffer, box: string, offset: number, value: number): Buffer {
  const bytes = Buffer.from(file);
  bytes.writeUInt32BE(value, bytes.indexOf(box) + 4 + offset);
  return bytes;
}

function box(type: string, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

function nested(outer: string, inner: string, depth: number): Buffer {
  const bytes = Buffer.alloc(depth * 8);
  for (let level = 0; level < depth; level++) {
    bytes.writeUInt32BE(bytes.length - level * 8, level * 8);
    bytes.write(level === 0 ? outer : inner, level * 8 + 4, 'latin1');
  }
  return Buffer.concat([MP4.subarray(0, MP4.readUInt32BE(0)), bytes]);
}

function manyTracks(count: number): Buffer {
  const moovAt = MP4.indexOf('moov') - 4;
  const moov = MP4.subarray(moovAt, moovAt + MP4.readUInt32BE(moovAt));
  const trakAt = moov.indexOf('trak') - 4;
  const trak = moov.subarray(trakAt, trakAt + moov.readUInt32BE(trakAt));
  const tracks = Array.from({ length: count }, () => trak);
  return Buffer.concat([MP4.subarray(0, moovAt), box('moov', moov.subarray(8, trakAt), ...tracks)]);
}

/** A PES packet on every PID that there is: a stream of its own for each. */
function everyPid(): Buffer {
  const packets = Array.from({ length: 0x1dff }, (_, i) => {
    const pid = 0x200 + i;
    const packet = Buffer.alloc(188, 0xff);
    packet.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0]);
    return packet;
  });
  return Buffer.concat([TS.subarray(0, 10 * 188), ...packets, ...packets, TS]);
}

const sampleTable = withNumber(withNumber(MP4, 'stsz', 4, 1), 'stsz', 8, 0x7fffffff);
const noPerSampleFields = withNumber(withNumber(FRAGMENTED, 'trun', 0, 0), 'trun', 4, 0x3fffffff);
const fragments = Math.floor((16 * 1024 * 1024) / FRAGMENTED.length);

const bombs: [string, 'ts' | 'mp4', Buffer][] = [
  ['pictures of 8192 × 8192', 'ts', readClip('large.mpegts')],
  ['2³¹ samples in a table of no entries', 'mp4', sampleTable],
  ['2³¹ samples in one fragment', 'mp4', noPerSampleFields],
  ['boxes 100,000 deep', 'mp4', nested('moov', 'trak', 100_000)],
  ['movies 100,000 deep', 'mp4', nested('moov', 'moov', 100_000)],
  ['10,000 tracks', 'mp4', manyTracks(10_000)],
  ['16 MiB of tiny fragments', 'mp4', repeated(FRAGMENTED, fragments)],
  ['a stream on every PID', 'ts', everyPid()],
];

describe.each(hasFfmpeg ? (['node-av', 'ffmpeg'] as const) : (['node-av'] as const))('%s', (engine) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ engine, processes: 1 });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test.each(bombs)('%s', async (_, container, bytes) => {
    const outcome = await judge.decode({ parts: [bytes], container, durationMs: 1000 });
    if (outcome.is === 'report') expect(outcome.report.frames).toBeLessThan(60);
    else expect(outcome).toMatchObject({ is: 'limit' });
    expect(judge.load()).toEqual({ running: 0, waiting: 0 });
    expect(await judge.decode({ parts: [TS], container: 'ts', durationMs: 3000 })).toMatchObject({
      report: { frames: 36, damaged: 0 },
    });
  });
});

type Segment = { marker: number; bytes: Buffer };

/** A JPEG's segments; a scan's entropy-coded data belongs to its SOS. */
function segmentsOf(jpeg: Buffer): Segment[] {
  const segments: Segment[] = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xd9; ) {
    const marker = jpeg[at + 1] ?? 0;
    let end = at + 2 + jpeg.readUInt16BE(at + 2);
    const isData = () => jpeg[end] !== 0xff || jpeg[end + 1] === 0 || ((jpeg[end + 1] ?? 0) & 0xf8) === 0xd0;
    if (marker === 0xda) while (end < jpeg.length && isData()) end++;
    segments.push({ marker, bytes: jpeg.subarray(at, end) });
    at = end;
  }
  return segments;
}

/** A grey picture in as many scans as T.81 allows (G.1.1.1): one coefficient and one bit each, 25 bytes for a pass. */
async function manyScans(): Promise<Buffer> {
  const create = { width: 4000, height: 2300, channels: 3, background: '#808080' } as const;
  const jpeg = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
  const segments = segmentsOf(jpeg);
  const scans = segments.filter(({ marker }) => marker === 0xda);
  const [dc, ac] = scans;
  if (!dc || !ac) throw new Error('sharp wrote no progressive JPEG');
  const tables = segments.slice(
    0,
    segments.findIndex(({ bytes }) => bytes === ac.bytes),
  );
  const passes: Buffer[] = [];
  for (let coefficient = 1; coefficient < 64; coefficient++)
    for (let bit = 13; bit >= 0; bit--) {
      const scan = Buffer.from(ac.bytes);
      scan.set([coefficient, coefficient, bit === 13 ? 13 : ((bit + 1) << 4) | bit], 7);
      passes.push(scan);
    }
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...tables.map(({ bytes }) => bytes),
    ...passes,
    Buffer.from([0xff, 0xd9]),
  ]);
}

describe('snapshots', () => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ engine: 'none', processes: 1, limits: { processor: seconds(-1) } });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test('of 65,500 × 65,500 by its header is too large before anything is decoded', async () => {
    const jpeg = await readClip('scene.jpg');
    const frame = segmentsOf(jpeg).find(({ marker }) => marker === 0xc0);
    frame?.bytes.writeUInt16BE(65_500, 5);
    frame?.bytes.writeUInt16BE(65_500, 7);
    expect(await judge.decodeSnapshot(jpeg)).toEqual({
      is: 'report',
      report: { is: 'too-large', width: 65_500, height: 65_500 },
    });
  });

  test('in 882 passes over nine million pixels is stopped by the clock, twice', async () => {
    const jpeg = await manyScans();
    expect(jpeg.length).toBeLessThan(128 * 1024);
    let attempts = 0;
    const outcome = await judge.decodeSnapshot(jpeg, { onAttempt: () => attempts++ });
    expect({ outcome, attempts }).toEqual({ outcome: { is: 'limit', reason: 'time' }, attempts: 2 });
    expect(await judge.decodeSnapshot(readClip('other-scene.jpg'))).toMatchObject({ report: { is: 'picture' } });
  });
});
