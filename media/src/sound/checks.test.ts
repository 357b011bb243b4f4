import { type Finding, finding, foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, edit, findType, framesOf, muxTs } from '../../fixtures/mux.ts';

const TICKS = 90_000;
const FRAME = 5760; // 1,024 samples of 16 kHz
const single = goodClips['no sound'];
const video = framesOf('h264-no-audio.mpegts');
const start = video[0]?.pts ?? 0;
const RATES = { 16000: 8, 64000: 2 } as const;

const frameOf = (rate: keyof typeof RATES): Uint8Array =>
  concat([0xff, 0xf1, (1 << 6) | (RATES[rate] << 2), 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21));
/** So many frames a packet, each packet with the time that `at` says of its first frame. */
const aac = (
  count: number,
  at: (frame: number) => number,
  { rate = 16_000 as keyof typeof RATES, perPacket = 1 } = {},
): CodedFrame[] =>
  Array.from({ length: Math.ceil(count / perPacket) }, (_, packet) => {
    const time = Math.round(at(packet * perPacket));
    return { data: concat(...Array(perPacket).fill(frameOf(rate))), pts: time, dts: time };
  });
const usual = (frame: number): number => start + frame * FRAME;

/** Three seconds of pictures in a segment for each list of sounds. */
function judged(sounds: readonly CodedFrame[][], audioType?: number): Finding[] {
  const uploads = sounds.map((audio, n) => {
    const pictures = video.map((frame) => ({ ...frame, pts: (frame.pts ?? 0) + n * 3 * TICKS, dts: null }));
    const bytes = muxTs(
      pictures.map((frame) => ({ ...frame, dts: frame.pts })),
      { audio, ...(audioType && { audioType }) },
    );
    return upload(bytes, n, 'segment', 3000);
  });
  return judge({ ...clipOf(single), uploads }).findings.filter(({ code }) => code !== 'enc.none');
}

describe('stamps of the sound', () => {
  test('every one is read: a step back in the middle is an error with its place', () => {
    const found = judged([aac(47, (frame) => usual(frame) - (frame >= 20 ? 0.5 * TICKS : 0))]);
    expect(found).toMatchObject([
      { code: 'audio.backwards', severity: 'error', measured: 436, atMs: 1216, params: { count: 1 } },
    ]);
    expect(found[0]?.offset).toBeGreaterThan(0);
  });

  test('between two segments as well', () => {
    const second = aac(47, (frame) => usual(frame) + 2 * TICKS);
    expect(judged([aac(47, usual), second])).toMatchObject([
      { code: 'audio.backwards', severity: 'error', object: 1, kind: 'segment' },
    ]);
  });

  test('half a frame back is the jitter of a camera', () => {
    const jitter = (frame: number): number => usual(frame) + (frame % 2 === 0 ? 0.75 * FRAME : -0.7 * FRAME);
    expect(judged([aac(47, jitter)])).toEqual([]);
  });

  test('a jump ahead of the picture is an error', () => {
    const far = judged([aac(47, (frame) => usual(frame) + (frame >= 20 ? 35_480 * TICKS : 0))]);
    expect(far).toMatchObject([{ code: 'audio.gap', severity: 'error', measured: 35_480_000, limit: 1000 }]);
    const second = aac(47, (frame) => usual(frame) + 5 * TICKS);
    const [seam] = judged([aac(47, usual), second]);
    expect(seam).toMatchObject({ code: 'audio.gap', severity: 'error', object: 1, params: { opening: 'object' } });
    expect(seam?.atMs).toBe(Math.round((47 * FRAME * 1000) / TICKS));
    expect((Number(seam?.params.stamp) - Number(seam?.params.due)) * 1000).toBeCloseTo(Number(seam?.measured), -1);
  });

  test('a pause while the picture goes on is a warning, however long: voice detection makes them', () => {
    const paused = (from: number, to: number) => aac(47, usual).filter((_, frame) => frame < from || frame >= to);
    expect(judged([paused(10, 15)])).toMatchObject([{ code: 'audio.gap', severity: 'warning', limit: 200 }]);
    expect(judged([paused(10, 40)])).toMatchObject([{ code: 'audio.gap', severity: 'warning', measured: 1920 }]);
    const [told] = judged([paused(10, 15)]);
    expect(told?.params).toMatchObject({ count: 1, frames: 5, counter: 'goes_on' });
    const { due, stamp, before, lastOffset } = told?.params ?? {};
    expect(Number(stamp) - Number(due)).toBeCloseTo((5 * FRAME) / TICKS, 2);
    expect(Number(due) - Number(before)).toBeCloseTo(FRAME / TICKS, 2);
    expect(Number(lastOffset)).toBeLessThan(told?.offset ?? 0);
    const talks = paused(0, 0).filter((_, frame) => frame % 12 < 4);
    expect(judged([talks])).toMatchObject([{ code: 'audio.gap', severity: 'warning', params: { count: 3 } }]);
    expect(judged([paused(10, 12)])).toEqual([]);
  });

  test('a pause at a seam, or at both ends of the clip, is no error either', () => {
    const early = aac(20, usual);
    const late = aac(20, (frame) => usual(frame) + 4.7 * TICKS);
    expect(judged([early, late])).toMatchObject([{ code: 'audio.gap', severity: 'warning', object: 1 }]);
    expect(codesOf(judged([aac(3, (frame) => usual(frame) + 1.9 * TICKS)]))).toEqual([]);
  });
});

describe('the sound by its samples', () => {
  test.each([
    ['all stamped within two milliseconds', (frame: number) => start + frame * 4, 1],
    ['stamped at 8 kHz', (frame: number) => start + frame * FRAME * 2, 1],
    ['stamped at 8 kHz, ten frames a packet', (frame: number) => start + frame * FRAME * 2, 10],
    ['stamped at 22 kHz', (frame: number) => start + frame * FRAME * 0.73, 4],
  ] as const)('%s: audio.time', (_, at, perPacket) => {
    const found = judged([aac(40, at, { perPacket })]);
    expect(found).toMatchObject([{ code: 'audio.time', severity: 'error' }]);
  });

  test('says the rate of its headers, and which other one would fit', () => {
    const stamped = (factor: number) => judged([aac(40, (frame) => start + frame * FRAME * factor)])[0]?.params;
    expect(stamped(2)).toEqual({ why: 'header', rateHz: 16_000, fitsHz: 8000, old: 8, new: 11 });
    expect(stamped(1.7)).toEqual({ rateHz: 16_000 });
    expect(stamped(0.001)).toEqual({ why: 'still' });
  });

  test('undecodable sound follows from a header of another rate, as do stamps of the sound from those of the pictures', () => {
    const decode = finding('audio.decode', { object: 0, severity: 'error' });
    const [header] = judged([aac(40, (frame) => start + frame * FRAME * 2)]);
    const [other] = judged([aac(40, (frame) => start + frame * FRAME * 1.7)]);
    const [still] = judged([aac(40, (frame) => start + frame)]);
    const twins = finding('time.duplicate', { object: 0, severity: 'error' });
    const because = (cause: Finding, effect: Finding) => foldFindings([cause, effect])[1]?.because;
    expect(header && because(header, decode)).toBe('audio.time');
    expect(other && because(other, decode)).toBe(undefined);
    expect(still && because(twins, still)).toBe('time.duplicate');
    expect(other && because(twins, other)).toBe(undefined);
    const [back, sound] = [
      finding('time.backwards', { object: 0, offset: 900 }),
      finding('audio.backwards', { object: 0, offset: 600 }),
    ];
    expect(because(back, sound)).toBe('time.backwards');
  });

  test('too fast by a tenth of a second in each of four segments is too much in all', () => {
    const fast = [0, 1, 2, 3].map((n) => aac(45, (frame) => usual(frame) + n * 3 * TICKS - frame * 600));
    expect(judged(fast)).toMatchObject([{ code: 'audio.time', severity: 'error', object: null }]);
  });

  test('what was held up and came at once is off at one place, and no wrong clock', () => {
    const held = (frame: number): number => (frame < 8 ? start + frame * 8 : usual(frame - 7));
    expect(judged([aac(47, held)])).toEqual([]);
  });

  test('sound that is not counted is judged by its stamps only', () => {
    const mp3 = (at: (frame: number) => number) =>
      aac(40, at).map((frame) => ({ ...frame, data: new Uint8Array(60).fill(7) }));
    expect(codesOf(judged([mp3((frame) => start + frame * FRAME * 1.1)], 3))).toEqual(['audio.codec']);
    expect(codesOf(judged([mp3((frame) => usual(frame) - (frame > 20 ? TICKS : 0))], 3))).toEqual([
      'audio.backwards',
      'audio.codec',
    ]);
  });

  test('the layer of MPEG audio is told by its frames, since all have one stream type', () => {
    const layers = [0xfb, 0xfd, 0xff].map((header) => {
      const audio = aac(20, usual).map((frame) => ({
        ...frame,
        data: concat([0xff, header, 0x50, 0xc4], Array(60).fill(7)),
      }));
      return judged([audio], 3)[0]?.measured;
    });
    expect(layers).toEqual(['mp3', 'mp2', 'mp1']);
  });

  test('G.711 of zeros, and of full scale, shows in its levels', () => {
    const levels = [0xd5, 0xaa].map((byte) => {
      const audio = Array.from({ length: 75 }, (_, packet): CodedFrame => {
        const time = start + packet * 3600;
        return { data: new Uint8Array(320).fill(byte), pts: time, dts: time };
      });
      const uploads = [upload(muxTs(video, { audio, audioType: 0x90 }), 0, 'segment', 3000)];
      return judge({ ...clipOf(single), uploads }).objects[0]?.inspection.facts.audio?.levels;
    });
    expect(levels).toEqual([
      { ms: 3000, equalMs: 3000, seconds: 3, clippedSeconds: 0 },
      { ms: 3000, equalMs: 3000, seconds: 3, clippedSeconds: 3 },
    ]);
  });

  test('G.711 in MPEG-TS may have another rate than 8 kHz, and stamps that forget it', () => {
    const g711 = (ticks: number) =>
      Array.from({ length: 75 }, (_, packet) => {
        const time = start + packet * ticks;
        return { data: new Uint8Array(320).fill(0xd5), pts: time, dts: time };
      });
    expect(codesOf(judged([g711(3600)], 0x90))).toEqual(['audio.codec']);
    expect(codesOf(judged([g711(1800)], 0x90))).toEqual(['audio.codec']);
    expect(codesOf(judged([g711(2600)], 0x90))).toEqual(['audio.codec', 'audio.time']);
  });
});

describe('the sampling rate', () => {
  test('64 kHz is silent on phones: a warning', () => {
    const fast = aac(180, (frame) => start + frame * 1440, { rate: 64_000 });
    expect(judged([fast])).toMatchObject([{ code: 'audio.rate', severity: 'warning', measured: 64_000 }]);
  });

  const mp4 = goodClips['MP4, moov first'];
  /** The AudioSpecificConfig: AAC LC, mono, with the rate of an index. */
  const config = (index: number): number[] => [(2 << 3) | (index >> 1), ((index & 1) << 7) | (1 << 3)];
  /** `before`: bytes in front of it that are changed too. */
  const withConfig = (config: readonly number[], before = 0) =>
    judge(
      clipOf(mp4, (bytes) =>
        edit(bytes, (copy) => {
          const esds = findType(copy, 'esds');
          const at = copy.findIndex((_, i) => i > esds && copy[i] === 0x14 && copy[i + 1] === 0x08);
          copy.set(config, at - before);
        }),
      ),
    );
  const withRate = (index: number) => withConfig(config(index)).findings;

  test.each([
    ['of object type 0', 'object_type', [0x04, 0x08], 0],
    ['of a reserved rate', 'rate', [0x16, 0x88], 0],
    ['of no byte', 'missing', [0x13], 5],
    ['of one byte', 'cut', [0x01], 1],
  ] as const)('a configuration %s is an error, and what it should be is told', (_, measured, bytes, before) => {
    const found = withConfig(bytes, before).findings.filter(({ code }) => code !== 'enc.none');
    expect(found).toMatchObject([{ code: 'audio.config', severity: 'error', measured }]);
    expect(found[0]?.params).toEqual({ right: '14 08', entryHz: 16_000 });
    expect(found[0]?.offset).toBeGreaterThan(0);
  });

  test('frames without a usable configuration are counted by the rate of the sample entry', () => {
    const { objects } = withConfig([0x04, 0x08]);
    expect(objects[0]?.inspection.facts.audio?.clock?.agrees).toBe(true);
  });

  test('another one in esds than the times are counted with is an error, and named once', () => {
    const found = withRate(3).filter(({ code }) => code !== 'enc.none');
    expect(found).toMatchObject([{ code: 'audio.rate', severity: 'error', measured: 48_000, limit: 16_000 }]);
    // Its place is the configuration to change, not a frame of sound, and it is no picture's.
    const { offset, params, frame } = found[0] ?? {};
    const bytes = readFixture(mp4.files[0] ?? '');
    expect([...bytes.subarray(offset ?? 0, (offset ?? 0) + 2)]).toEqual([0x14, 0x08]);
    expect(params).toEqual({ byte: offset, entryHz: 16_000, old: '11 88', new: '14 08' });
    expect(frame).toBe(undefined);
  });

  test('that of HE-AAC may be the half or the whole', () => {
    expect(codesOf(withRate(5))).toEqual([]);
  });

  test('an ADTS header that stands before a sample is believed', () => {
    const found = judge(
      clipOf(mp4, (bytes) =>
        edit(bytes, (copy) => {
          const view = new DataView(copy.buffer);
          // The second table of each kind is the sound's.
          const at = view.getUint32(findType(copy, 'stco', 1) + 12);
          const size = view.getUint32(findType(copy, 'stsz', 1) + 16);
          const length = [0x40 | (size >> 11), (size >> 3) & 255, ((size & 7) << 5) | 31];
          copy.set([0xff, 0xf1, (1 << 6) | (3 << 2), ...length, 0xfc], at);
        }),
      ),
    ).findings;
    expect(found.filter(({ code }) => code === 'audio.rate')).toMatchObject([{ measured: 16_000, limit: 48_000 }]);
  });
});

describe('sound that is announced', () => {
  test('in PMT, and has no packet: a warning', () => {
    expect(judged([[]], 15)).toMatchObject([{ code: 'audio.absent', severity: 'warning', measured: 'clip' }]);
    expect(judged([[]])).toEqual([]);
  });

  test('by a PMT that is wrong about the pictures too, from which it follows', () => {
    const bytes = muxTs(video, { audio: [], audioType: 15, streamType: 0x24 });
    const { findings } = judge({ ...clipOf(single), uploads: [upload(bytes, 0, 'segment', 3000)] });
    expect(foldFindings(findings).find(({ code }) => code === 'audio.absent')).toMatchObject({
      measured: 'clip',
      because: 'ts.stream_type',
    });
  });

  test('in moov, and has no sample', () => {
    const clip = clipOf(goodClips['fragmented MP4 in one file'], (bytes) => withoutSoundRuns(bytes));
    expect(judge(clip).findings.filter(({ code }) => code === 'audio.absent')).toHaveLength(1);
  });

  test('by an earlier segment', () => {
    const sound = aac(46, usual);
    expect(judged([sound, [], []])).toMatchObject([{ code: 'audio.absent', measured: 'segment', object: 1 }]);
    expect(codesOf(judged([[], aac(46, (frame) => usual(frame) + 3 * TICKS)]))).toEqual(['av.length']);
  });

  test('is not said to be absent where it is there and unreadable', () => {
    const raw = aac(46, usual).map((frame) => ({ ...frame, data: new Uint8Array(40).fill(0x21) }));
    expect(codesOf(judged([raw]))).toEqual(['audio.adts']);
  });
});

/** Renames every second `trun`, which is the sound's. */
function withoutSoundRuns(bytes: Uint8Array): Uint8Array {
  const runs = Buffer.from(bytes).toString('latin1').split('trun').length - 1;
  return edit(bytes, (copy) => {
    for (let index = 1; index < runs; index += 2) copy.set([0x66, 0x72, 0x65, 0x65], findType(bytes, 'trun', index));
  });
}

test('a clip of good sound has nothing to say of it', () => {
  expect(judged([aac(46, usual), aac(46, (frame) => usual(frame) + 3 * TICKS)])).toEqual([]);
  expect(judged([aac(46, usual, { perPacket: 7 })])).toEqual([]);
});
