import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips, otherClips } from '../fixtures/catalogue.ts';
import {
  type Clip,
  clipOf,
  codesOf,
  encrypted,
  judge,
  readFixture,
  testIv,
  testKey,
  upload,
} from '../fixtures/clip.ts';
import { concat, framesOf, muxTs } from '../fixtures/mux.ts';
import { nodePorts } from '../fixtures/node-ports.ts';
import { toHex } from './hex.ts';
import { inspectObject } from './inspect-object.ts';
import type { Ports } from './ports.ts';

const ts = goodClips['H.264 and AAC in MPEG-TS'];
const packetsOf = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / 188 }, (_, n) => bytes.subarray(n * 188, n * 188 + 188));

/** The clip with one object's bytes changed after they were declared. */
function arriving(fixture: Fixture, change: (bytes: Uint8Array) => Uint8Array): Clip {
  const clip = clipOf(fixture);
  return { ...clip, uploads: clip.uploads.map((sent) => ({ ...sent, bytes: change(sent.bytes) })) };
}

describe('what arrives is what was declared', () => {
  test('nothing: obj.empty, and nothing else', () => {
    expect(codesOf(judge(arriving(ts, () => new Uint8Array(0))).findings)).toEqual(['obj.empty']);
  });

  test('another size: obj.size with both', () => {
    const { findings } = judge(arriving(ts, (bytes) => bytes.subarray(0, bytes.length - 188)));
    expect(findings[0]).toMatchObject({
      code: 'obj.size',
      measured: 49_444,
      limit: 49_632,
      severity: 'error',
      object: 0,
    });
    expect(codesOf(findings)).not.toContain('obj.hash');
  });

  test('other bytes: obj.hash, by SHA-256 and by MD5', () => {
    const flip = (bytes: Uint8Array) => concat(bytes.subarray(0, -1), [(bytes.at(-1) ?? 0) ^ 1]);
    expect(judge(arriving(ts, flip)).findings[0]).toMatchObject({ code: 'obj.hash', params: { algorithm: 'SHA-256' } });
    const clip = clipOf(ts);
    for (const sent of clip.uploads) sent.object = { ...sent.object, md5: '0'.repeat(32) };
    expect(judge(clip).findings[0]).toMatchObject({ code: 'obj.hash', params: { algorithm: 'MD5' } });
  });

  test.each([
    ['ts', 'h264-faststart.mp4', 'isobmff'],
    ['fmp4', 'h264-aac.mpegts', 'ts'],
    ['mp4', 'h264-aac.mpegts', 'ts'],
    ['ts', 'snapshot.jpg', 'jpeg'],
  ] as const)('declared %s, got %s: obj.container', (container, file, measured) => {
    const clip = clipOf({ ...ts, container }, () => readFixture(file));
    expect(judge(clip).findings.find((f) => f.code === 'obj.container')).toMatchObject({
      measured,
      limit: container,
      severity: 'error',
    });
  });

  test.each([
    ['annexb', concat([0, 0, 0, 1, 0x67], new Uint8Array(100).fill(9))],
    ['text', new TextEncoder().encode('<html><body>403 Forbidden</body></html>')],
    ['mkv', concat([0x1a, 0x45, 0xdf, 0xa3], new Uint8Array(400))],
    ['ps', concat([0, 0, 1, 0xba, 0x44], new Uint8Array(400).fill(9))],
    [
      'ts192',
      concat(...packetsOf(readFixture('h264-aac.mpegts')).map((packet, n) => concat([0, 0, 0, n & 255], packet))),
    ],
    ['ts204', concat(...packetsOf(readFixture('h264-aac.mpegts')).map((packet) => concat(packet, new Uint8Array(16))))],
    ['unknown', Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 13)],
  ])('something else is named: %s', (measured, bytes) => {
    expect(judge(clipOf(ts, () => bytes)).findings.find((f) => f.code === 'obj.container')?.measured).toBe(measured);
  });
});

test('junk before MPEG-TS is named with its place and its length, up to 64 KiB', () => {
  for (const length of [1, 37, 188, 5000]) {
    const { findings } = judge(clipOf(ts, (bytes) => concat(new Uint8Array(length).fill(0x11), bytes)));
    expect(findings.filter((f) => f.severity === 'error')).toMatchObject([
      { code: 'obj.container', measured: 'late-ts', offset: 0, params: { foreignBytes: length, once: 'once' } },
    ]);
  }
});

test.each([
  ['\r\n--frame\r\n\0\x01', '"--frame"', 'http'],
  ['HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n\0', '"HTTP/1.1 200 OK Content-Type: video/mp2t"', 'http'],
  ['\0\x01CAM0\x02', '"CAM0"', undefined],
])(
  'what stands before MPEG-TS is shown as text, and told as the framing of HTTP where it is: %j',
  (junk, text, framing) => {
    const front = Uint8Array.from(junk, (character) => character.charCodeAt(0));
    const found = (change: (bytes: Uint8Array) => Uint8Array) =>
      judge(clipOf(ts, change)).findings.find(({ code }) => code === 'obj.container')?.params;
    expect(found((bytes) => concat(front, bytes))).toMatchObject({ text, once: 'once' });
    expect(found((bytes) => concat(front, bytes))?.framing).toBe(framing);
    const twice = found((bytes) => concat(front, bytes.subarray(0, 188 * 40), front, bytes.subarray(188 * 40)));
    expect(twice).toMatchObject({ text, again: 1 });
  },
);

describe('facts for those who come later', () => {
  test('the same pictures have the same fingerprints, whatever container and key they come in', () => {
    const frames = framesOf('h264-no-audio.mpegts');
    const plain = judge(clipOf(goodClips['no sound'])).objects[0]?.inspection.facts.video?.fingerprints;
    const muxed = judge(clipOf(goodClips['no sound'], () => muxTs(frames))).objects[0]?.inspection.facts.video
      ?.fingerprints;
    const hidden = judge(encrypted(clipOf(goodClips['no sound']))).objects[0]?.inspection.facts.video?.fingerprints;
    expect(plain).toHaveLength(3);
    expect(new Set(plain).size).toBe(3);
    expect(muxed).toEqual(plain);
    expect(hidden).toEqual(plain);
    expect(judge(clipOf(ts)).objects[0]?.inspection.facts.video?.fingerprints).toEqual(plain);
    expect(
      judge(clipOf(goodClips['fragmented MP4 in one file'])).objects[0]?.inspection.facts.video?.fingerprints,
    ).toEqual(plain);
  });

  test('key frames of next to no data have no fingerprint: two black pictures are alike', () => {
    expect(judge(clipOf(otherClips['a flat picture'])).objects[0]?.inspection.facts.video).toMatchObject({
      frames: 36,
      fingerprints: [],
    });
  });

  test('times, sizes and hashes of what was uploaded', () => {
    const { objects } = judge(clipOf(ts));
    const { facts } = objects[0]?.inspection ?? {};
    expect(facts).toMatchObject({ bytes: 49_632, sha256: objects[0]?.object.sha256, content: 'ts', readable: true });
    // A picture's size is counted from its first NAL unit; a start code of four bytes stands before that.
    const coded = framesOf('h264-aac.mpegts').map((frame) => frame.data.length);
    expect(facts?.video?.sizes.slice(0, -1)).toEqual(coded.slice(0, -1));
    expect(facts?.video?.sizes.at(-1)).toBe((coded.at(-1) ?? 0) - 4);
    expect(facts?.video?.keyFrames.map((key) => key.index)).toEqual([0, 12, 24]);
    expect(facts?.audio).toMatchObject({ codec: 'aac', sampleRate: 16_000, channels: 1 });
  });

  test("a host's own kind of byte array gives the same result", () => {
    for (const clip of [encrypted(clipOf(ts)), clipOf(goodClips['H.265, MP4'])]) {
      const pooled = {
        ...clip,
        uploads: clip.uploads.map((sent) => ({ ...sent, bytes: Buffer.concat([sent.bytes]) })),
      };
      expect(judge(pooled)).toEqual(judge(clip));
    }
  });

  test('the uploaded bytes are not changed', () => {
    for (const clip of [encrypted(clipOf(ts)), clipOf(goodClips['B-frames, fragmented MP4'])])
      for (const { bytes, object } of clip.uploads) {
        judge(clip);
        expect(nodePorts.hash('sha256', [bytes])).toBe(object.sha256);
      }
  });
});

describe('no bytes make it throw or hang', () => {
  const sources = Object.values(goodClips).map((fixture) => clipOf(fixture));
  const runs = 150;

  /** Counts what the host is asked to do: more than the bytes explain would be unbounded work. */
  function countingPorts(): Ports & { bytes: number } {
    const ports: Ports & { bytes: number } = {
      bytes: 0,
      hash(algorithm, parts) {
        for (const part of parts) ports.bytes += part.length;
        return nodePorts.hash(algorithm, parts);
      },
      decipher(mode, bytes, key, iv) {
        ports.bytes += bytes.length;
        return nodePorts.decipher(mode, bytes, key, iv);
      },
      findStartCode(bytes, from) {
        const found = nodePorts.findStartCode(bytes, from);
        ports.bytes += (found < 0 ? bytes.length : found + 3) - from;
        return found;
      },
    };
    return ports;
  }

  function survives(clip: Clip, change: (bytes: Uint8Array) => Uint8Array): void {
    for (const encryption of ['none', 'aes-128'] as const) {
      const init = clip.uploads[0];
      const firstFacts =
        init && inspectObject({ bytes: init.bytes, object: init.object, event: clip.event }, nodePorts).facts;
      for (const sent of clip.uploads) {
        const bytes = change(sent.bytes);
        const { object } = upload(bytes, sent.object.n, sent.object.kind, sent.object.durationMs, toHex(testIv(0)));
        const ports = countingPorts();
        const input = {
          bytes,
          object,
          event: { ...clip.event, encryption },
          key: testKey,
          init: firstFacts?.init,
          earlierSegment: firstFacts,
        };
        const { facts, findings } = inspectObject(input, ports);
        // The net under the parsers must not have been needed.
        expect(findings.filter((f) => f.code === 'obj.unread' && f.measured !== 'nal_units')).toEqual([]);
        // Nothing passes by default: without an error there are pictures, or what an init segment holds.
        if (!findings.some((f) => f.severity === 'error')) {
          expect(facts.readable).toBe(true);
          expect(object.kind === 'init' ? facts.init?.tracks.length : facts.video?.frames).toBeGreaterThan(0);
        }
        expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
        expect(ports.bytes).toBeLessThanOrEqual(bytes.length * 6 + 100_000);
        expect(facts.video?.frames ?? 0).toBeLessThanOrEqual(bytes.length);
      }
    }
  }
  const clips = fc.constantFrom(...sources);

  test('millions of tiny NAL units are not all read: obj.unread', () => {
    const data = new Uint8Array(4 * 1_000_100);
    for (let at = 0; at < data.length; at += 4) data.set([0, 0, 1, 0x0c], at);
    const { findings } = judge(clipOf(ts, () => muxTs([{ data, pts: 0, dts: 0 }])));
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'obj.unread', measured: 'nal_units', severity: 'error' }),
    );
  });

  test('cut anywhere', () => {
    fc.assert(
      fc.property(clips, fc.double({ min: 0, max: 1, noNaN: true }), (clip, part) =>
        survives(clip, (bytes) => bytes.subarray(0, Math.floor(bytes.length * part))),
      ),
      { numRuns: runs },
    );
  });

  test('bits flipped anywhere, and often in the headers', () => {
    const flip = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), bit: fc.nat(7), near: fc.boolean() });
    fc.assert(
      fc.property(clips, fc.array(flip, { minLength: 1, maxLength: 40 }), (clip, flips) =>
        survives(clip, (bytes) => {
          const copy = bytes.slice();
          for (const { at, bit, near } of flips) {
            const index = Math.floor(at * (near ? Math.min(2000, bytes.length) : bytes.length));
            copy[index] = (copy[index] ?? 0) ^ (1 << bit);
          }
          return copy;
        }),
      ),
      { numRuns: runs },
    );
  });

  test('numbers replaced by extreme ones', () => {
    const value = fc.constantFrom(
      [0, 0, 0, 0],
      [255, 255, 255, 255],
      [127, 255, 255, 255],
      [0, 0, 0, 1],
      [128, 0, 0, 0],
    );
    fc.assert(
      fc.property(clips, fc.array(fc.tuple(fc.nat(1500), value), { minLength: 1, maxLength: 4 }), (clip, edits) =>
        survives(clip, (bytes) => {
          const copy = bytes.slice();
          for (const [at, four] of edits) if (at * 4 + 4 <= copy.length) copy.set(four, at * 4);
          return copy;
        }),
      ),
      { numRuns: runs },
    );
  });

  test('garbage, with and without a believable beginning', () => {
    const heads = fc.constantFrom<number[]>(
      [],
      [0x47, 0x40, 0, 0x10, 0],
      [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70],
      [0xff, 0xd8, 0xff, 0xe0],
      [0, 0, 0, 1, 0x67],
    );
    fc.assert(
      fc.property(clips, heads, fc.uint8Array({ maxLength: 3000 }), (clip, head, tail) =>
        survives(clip, () => concat(head, tail)),
      ),
      { numRuns: runs },
    );
  });
});
