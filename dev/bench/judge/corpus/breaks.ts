import { createCipheriv } from 'node:crypto';
import type { CheckCode } from '@kaitong/contract/checks';
import { type Cipher, type Clip, cbc, describe, encryptedClip, type Upload } from '../clip.ts';
import type { Make } from './makes.ts';
import { avc, hevc } from './makes.ts';
import { onBoxes, renamed, shortData, withNumber, withoutBoxes, wrongLengths } from './mp4-edit.ts';
import * as ts from './ts-edit.ts';
import { withUnitBehind } from './ts-legal.ts';

/** A clip that is broken in one way, and the code that has to say so. */
export type Break = {
  code: CheckCode;
  how: string;
  make: Make;
  change: (clip: Clip) => Clip;
  /** What the finding has to say that it is, of codes that stand for many things. */
  measured?: string;
};

export const bases = {
  ts: avc('base: MPEG-TS and AAC', { sound: 'AAC 16 kHz' }),
  tsSegments: avc('base: MPEG-TS segments', { mux: 'ts segments', sound: 'AAC 16 kHz' }),
  fmp4: avc('base: fMP4 segments', { mux: 'fmp4 segments', sound: 'AAC 16 kHz' }),
  mp4: avc('base: MP4', { mux: 'mp4, fast start' }),
  fragmented: avc('base: fragmented MP4', { mux: 'mp4, fragmented' }),
  hevcTs: hevc('base: H.265 in MPEG-TS', {}),
  hevcFmp4: hevc('base: H.265 in fMP4 segments', { mux: 'fmp4 segments' }),
  bFrames: avc('base: B-frames in MPEG-TS', { options: { bf: '2' } }),
} as const;

type Bytes = (bytes: Buffer) => Buffer;

/** Changes the bytes of the n-th object, or of every segment; the declaration follows. */
export const onBytes =
  (change: Bytes, which: number | 'segments' = 'segments') =>
  (clip: Clip): Clip => ({
    ...clip,
    uploads: clip.uploads.map(({ object, bytes }) => {
      if (which === 'segments' ? object.kind !== 'segment' : object.n !== which) return { object, bytes };
      const changed = change(bytes);
      return { object: describe(object.n, { ...object, bytes: changed }, null), bytes: changed };
    }),
  });

/** Says something else about the n-th object than what is sent. */
export const declaring =
  (said: (object: Clip['uploads'][number]['object']) => Partial<Clip['uploads'][number]['object']>) =>
  (clip: Clip): Clip => ({
    ...clip,
    uploads: clip.uploads.map(({ object, bytes }) => ({ object: { ...object, ...said(object) }, bytes })),
  });

const declaringEvent =
  (said: Partial<Clip['event']>) =>
  (clip: Clip): Clip => ({ ...clip, event: { ...clip.event, ...said } });

export const encrypting = (cipher: Cipher) => (clip: Clip) => encryptedClip(clip, cipher);
const zeros = Buffer.alloc(16);
const unpadded = (bytes: Buffer, key: Buffer, iv: Buffer): Buffer => {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};
const inMode =
  (mode: 'ecb' | 'ctr'): Cipher =>
  (bytes, key, iv) => {
    const cipher = createCipheriv(`aes-128-${mode}`, key, mode === 'ecb' ? null : iv);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  };
const numbered = (n: number): Buffer => Buffer.concat([Buffer.alloc(12), Buffer.from([0, 0, 0, n])]);

export const broken = (
  code: CheckCode,
  how: string,
  make: Make,
  change: (clip: Clip) => Clip,
  measured?: string,
): Break => ({ code, how, make, change, ...(measured === undefined ? {} : { measured }) });
export const asMade = (clip: Clip): Clip => clip;
const seconds = (count: number): number => count * 90_000;

const objectBreaks: Break[] = [
  broken(
    'obj.empty',
    'second segment without bytes',
    bases.tsSegments,
    onBytes(() => Buffer.alloc(0), 1),
  ),
  broken('obj.size', 'cut in transit', bases.ts, (clip) => ({
    ...clip,
    uploads: clip.uploads.map(({ object, bytes }) => ({ object, bytes: bytes.subarray(0, bytes.length - 4000) })),
  })),
  broken('obj.hash', 'one byte changed in transit', bases.fmp4, (clip) => ({
    ...clip,
    uploads: clip.uploads.map(({ object, bytes }) => ({
      object,
      bytes: Buffer.from(bytes).fill(0x5a, bytes.length - 9, bytes.length - 8),
    })),
  })),
  broken(
    'obj.hash',
    'MD5 of other bytes',
    bases.ts,
    declaring(() => ({ md5: '0'.repeat(32) })),
  ),
  broken('obj.container', 'MP4 declared as MPEG-TS', bases.mp4, declaringEvent({ container: 'ts' }), 'isobmff'),
  broken('obj.container', 'MPEG-TS declared as fMP4', bases.tsSegments, declaringEvent({ container: 'fmp4' }), 'ts'),
  broken(
    'obj.container',
    'an error page instead of video',
    bases.ts,
    onBytes(() => Buffer.from('<html><body>502 Bad Gateway</body></html>'.repeat(40))),
    'text',
  ),
  broken(
    'obj.damaged',
    'old memory behind the last box',
    bases.fragmented,
    onBytes((bytes) => Buffer.concat([bytes, Buffer.alloc(100, 0xee)])),
  ),
  ...([bases.ts, bases.fragmented] as const).map((make) =>
    broken(
      'obj.damaged',
      `erased flash behind the end, ${make.name}`,
      make,
      onBytes((bytes) => Buffer.concat([bytes, Buffer.alloc(5000, 0xff)])),
    ),
  ),
  broken(
    'obj.unread',
    'a million empty units behind the last picture',
    bases.tsSegments,
    onBytes(ts.withFillers(1_000_100), 1),
  ),
];

const encryptionBreaks: Break[] = [
  broken('enc.none', 'declared without encryption', bases.ts, asMade),
  broken(
    'enc.missing',
    'plain though declared encrypted, MPEG-TS',
    bases.ts,
    declaringEvent({ encryption: 'aes-128' }),
  ),
  broken('enc.missing', 'plain though declared encrypted, fMP4', bases.fmp4, declaringEvent({ encryption: 'aes-128' })),
  broken('enc.undeclared', 'encrypted though declared plain', bases.ts, (clip) =>
    declaringEvent({ encryption: 'none' })(encryptedClip(clip)),
  ),
  ...([bases.ts, bases.fmp4, bases.mp4] as const).flatMap((make) => [
    broken(
      'enc.key',
      `hex text as key, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => cbc(bytes, Buffer.from(key.toString('hex').slice(0, 16)), iv, 0)),
    ),
    broken(
      'enc.key',
      `zeros as key, ${make.container}`,
      make,
      encrypting((bytes, _key, iv) => cbc(bytes, zeros, iv, 0)),
    ),
    broken(
      'enc.key',
      `bytes in reverse, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => cbc(bytes, Buffer.from(key).reverse(), iv, 0)),
    ),
    broken(
      'enc.iv',
      `zeros as IV, ${make.container}`,
      make,
      encrypting((bytes, key) => cbc(bytes, key, zeros, 0)),
    ),
    broken(
      'enc.iv',
      `key as IV, ${make.container}`,
      make,
      encrypting((bytes, key) => cbc(bytes, key, key, 0)),
    ),
    broken(
      'enc.iv',
      `number as IV, ${make.container}`,
      make,
      encrypting((bytes, key, _iv, n) => cbc(bytes, key, numbered(n), 0)),
    ),
    broken(
      'enc.iv',
      `IV in front, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => Buffer.concat([iv, cbc(bytes, key, iv, 0)])),
    ),
    broken('enc.mode', `ECB, ${make.container}`, make, encrypting(inMode('ecb'))),
    broken('enc.mode', `CTR, ${make.container}`, make, encrypting(inMode('ctr'))),
    broken(
      'enc.padding',
      `zeros instead, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => unpadded(Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16))]), key, iv)),
    ),
    broken(
      'enc.block',
      `last block cut, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => cbc(bytes, key, iv, 0).subarray(0, -3)),
    ),
  ]),
];

const tsBreaks: Break[] = ([bases.ts, bases.bFrames, bases.hevcTs] as const).flatMap((make) => [
  broken(
    'ts.align',
    `cut in a packet, ${make.name}`,
    make,
    onBytes((bytes) => bytes.subarray(0, bytes.length - 100)),
  ),
  broken(
    'ts.sync',
    `50 bytes of something else between packets, ${make.name}`,
    make,
    onBytes((bytes) => Buffer.concat([bytes.subarray(0, 188 * 90), Buffer.alloc(50, 0x11), bytes.subarray(188 * 90)])),
  ),
  broken(
    'ts.sync',
    `sync bytes overwritten, ${make.name}`,
    make,
    onBytes(ts.onPackets(ts.VIDEO, 50, 52, (packet) => void packet.fill(0, 0, 1))),
  ),
  broken('ts.psi', `no tables, ${make.name}`, make, onBytes(ts.withoutTables)),
  broken('ts.continuity', `one packet lost, ${make.name}`, make, onBytes(ts.withoutPackets(ts.VIDEO, 61, 62))),
  broken(
    'ts.continuity',
    `two recordings in one, ${make.name}`,
    make,
    onBytes((bytes) => Buffer.concat([bytes, bytes])),
  ),
  broken('ts.duplicate', `four packets sent twice, ${make.name}`, make, onBytes(ts.sentAgain(ts.VIDEO, 61, 65))),
  broken('ts.continuity', `forty packets lost, ${make.name}`, make, onBytes(ts.withoutPackets(ts.VIDEO, 61, 101))),
  broken(
    'ts.tei',
    `marked as damaged, ${make.name}`,
    make,
    onBytes(
      ts.onPackets(ts.VIDEO, 40, 43, (packet) => {
        packet[1] = (packet[1] ?? 0) | 0x80;
      }),
    ),
  ),
  broken(
    'ts.scrambled',
    `marked as scrambled, ${make.name}`,
    make,
    onBytes(
      ts.onPackets(ts.VIDEO, 40, 90, (packet) => {
        packet[3] = (packet[3] ?? 0) | 0xc0;
      }),
    ),
  ),
  broken(
    'time.missing',
    `no times, ${make.name}`,
    make,
    onBytes(
      ts.onStarts(ts.VIDEO, (packet, pes) => {
        packet[pes + 7] = 0;
        packet.fill(0xff, pes + 9, pes + 9 + (packet[pes + 8] ?? 0));
      }),
    ),
  ),
  broken('time.gap', `clock set forward by 3 s, ${make.name}`, make, onBytes(ts.later(ts.VIDEO, seconds(3), 30))),
  broken(
    'time.gap',
    `clock set forward by 3 hours, ${make.name}`,
    make,
    onBytes(ts.later(ts.VIDEO, seconds(10_800), 30)),
  ),
  broken(
    'time.backwards',
    `clock set back by 0.5 s, ${make.name}`,
    make,
    onBytes(ts.later(ts.VIDEO, -seconds(0.5), 30)),
  ),
  broken(
    'video.first_not_key',
    `begins with the second picture, ${make.name}`,
    make,
    onBytes(ts.withoutPictures((index) => index === 0)),
  ),
  broken('decode.errors', `slices overwritten, ${make.name}`, make, onBytes(ts.damagePictures(20, 120))),
  broken(
    'decode.errors',
    `slices overwritten throughout, ${make.name}`,
    make,
    onBytes(ts.damagePictures(20, 120, 0x5a, 3)),
  ),
]);

/** As a buffer that is used again before it is sent. */
const overwrite = (bytes: Buffer): Buffer => Buffer.from(bytes).fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 32);

const soundBreaks: Break[] = [
  broken('av.offset', 'sound 2.5 s late', bases.ts, onBytes(ts.later(ts.SOUND, seconds(2.5)))),
  broken('av.offset', 'sound 2 s early', bases.ts, onBytes(ts.later(ts.SOUND, -seconds(2)))),
  broken('av.length', 'sound stops early', bases.ts, onBytes(ts.withoutPackets(ts.SOUND, 20, 10_000))),
  broken('audio.adts', 'no ADTS headers', bases.ts, onBytes(ts.overwriteSound(0x21))),
  broken('audio.codec', 'G.711', avc('G.711', { mux: 'mov, fast start', sound: 'G.711 A-law' }), asMade),
  broken('audio.codec', 'MP2', avc('MP2', { sound: 'MP2' }), asMade),
  broken('audio.codec', 'MP3', avc('MP3', { sound: 'MP3' }), asMade),
  broken('video.none', 'video left out', bases.ts, onBytes(ts.withoutPids(ts.VIDEO))),
];

const mp4Breaks: Break[] = [
  broken('decode.errors', '32 bytes of one picture overwritten, H.265', bases.hevcFmp4, onBytes(overwrite, 2)),
  ...([bases.fmp4, bases.hevcFmp4] as const).flatMap((make) => [
    broken(
      'mp4.truncated',
      `second segment cut, ${make.name}`,
      make,
      onBytes((bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7)), 2),
    ),
    broken('mp4.samples_missing', `mdat closed early, ${make.name}`, make, onBytes(shortData, 1)),
    broken('mp4.no_fragments', `no moof, ${make.name}`, make, onBytes(withoutBoxes('moof'))),
    broken('mp4.sequence', `number jumps, ${make.name}`, make, onBytes(withNumber('mfhd', 8, 9), 2)),
    broken('mp4.tfdt', `no tfdt, ${make.name}`, make, onBytes(renamed('tfdt', 'free'))),
    broken('mp4.bomb', `impossible trun, ${make.name}`, make, onBytes(withNumber('trun', 8, 0x7fffffff), 1)),
    broken('mp4.no_moov', `init segment left out, ${make.name}`, make, (clip) => ({
      ...clip,
      uploads: clip.uploads.slice(1).map(({ object, bytes }) => ({ object: { ...object, n: object.n - 1 }, bytes })),
    })),
    broken('flow.segment_missing', `second of three objects left out, ${make.name}`, make, (clip) => ({
      ...clip,
      uploads: clip.uploads.filter(({ object }) => object.n !== 1),
    })),
  ]),
  broken(
    'mp4.truncated',
    'whole file cut',
    bases.mp4,
    onBytes((bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.6))),
  ),
  broken('mp4.no_moov', 'never finalised', bases.mp4, onBytes(withoutBoxes('moov'))),
  broken('mp4.samples_missing', 'mdat closed early', bases.mp4, onBytes(shortData)),
  broken('mp4.bomb', 'impossible stsz', bases.mp4, onBytes(withNumber('stsz', 12, 0xffffffff))),
  broken('mp4.bomb', 'impossible stts', bases.mp4, onBytes(withNumber('stts', 8, 0x7ffffff0))),
  broken('mp4.moov_at_end', 'as FFmpeg writes it', avc('moov at the end', { mux: 'mp4' }), asMade),
  broken('mp4.hev1', 'as FFmpeg tags it', bases.hevcFmp4, asMade),
  broken('video.nal', 'wrong lengths', bases.mp4, onBytes(wrongLengths(3))),
  broken('mp4.no_fragments', 'nothing but the init segment', bases.fmp4, (clip) => ({
    ...clip,
    uploads: clip.uploads.slice(0, 1),
  })),
  broken(
    'obj.damaged',
    'a box of no length',
    bases.fragmented,
    onBytes(
      onBoxes(({ bytes }, index) =>
        index === 3 ? Buffer.concat([Buffer.from([0, 0, 0, 3]), bytes.subarray(4)]) : bytes,
      ),
    ),
  ),
];

const videoBreaks: Break[] = [
  broken(
    'video.codec',
    'MPEG-4 Part 2 in MP4',
    { ...bases.mp4, recipe: { ...bases.mp4.recipe, encoder: 'mpeg4', options: { q: '8' } } },
    asMade,
  ),
  broken(
    'video.codec',
    'MPEG-2 in MPEG-TS',
    { ...bases.ts, recipe: { ...bases.ts.recipe, encoder: 'mpeg2video', options: { qscale: '8' } } },
    asMade,
  ),
  broken(
    'video.codec',
    'VP9 in MP4',
    {
      ...bases.mp4,
      recipe: {
        ...bases.mp4.recipe,
        encoder: 'libvpx-vp9',
        options: { deadline: 'realtime', 'cpu-used': '8', b: '200k' },
      },
    },
    asMade,
  ),
  broken('video.codec_mismatch', 'H.265 declared as H.264', bases.hevcTs, declaringEvent({ codec: 'h264' })),
  broken('video.codec_mismatch', 'H.264 declared as H.265', bases.fmp4, declaringEvent({ codec: 'h265' })),
  broken('video.param_sets', 'no SPS and PPS', bases.ts, onBytes(ts.hideNals([7, 8]))),
  broken('video.param_sets', 'no PPS', bases.ts, onBytes(ts.hideNals([8]))),
  broken('video.param_sets', 'no VPS, SPS and PPS', bases.hevcTs, onBytes(ts.hideNals265([32, 33, 34]))),
  broken('video.sps_not_first', 'SPS and PPS from the second key frame on', bases.ts, onBytes(ts.hideNals([7, 8], 2))),
  broken(
    'video.dims',
    '8224 wide',
    avc('8224 wide', { size: '8224x64', seconds: 2, options: { preset: 'ultrafast' } }),
    asMade,
  ),
  broken(
    'video.dims',
    '4608x2592',
    avc('4608x2592', { size: '4608x2592', fps: 2, seconds: 2, options: { preset: 'ultrafast' } }),
    asMade,
  ),
  broken('video.dims_mismatch', 'sub-stream uploaded', bases.ts, declaringEvent({ width: 1920, height: 1080 })),
  broken(
    'video.dims_mismatch',
    '1088 lines not cropped',
    avc('1088 lines', { size: '320x192' }),
    declaringEvent({ height: 180 }),
  ),
  broken('video.profile', 'H.264 with 10 bits', pixels(bases.ts, 'yuv420p10le', { profile: 'high10' }), asMade),
  broken('video.profile', 'H.264 4:2:2', pixels(bases.ts, 'yuv422p', { profile: 'high422' }), asMade),
  broken('video.profile', 'H.264 4:4:4 in fMP4', pixels(bases.fmp4, 'yuv444p', { profile: 'high444' }), asMade),
  broken('video.profile', 'H.265 Main 10', pixels(bases.hevcTs, 'yuv420p10le', {}), asMade),
  ...[
    { how: 'a PPS that cannot be read, and that slices name', unit: [0x68, 0x80, 0x80] },
    { how: 'a PPS that cannot be read, and that none names', unit: [0x68, 0x01, 0x02, 0x80] },
  ].map(({ how, unit }) => broken('video.nal', how, bases.ts, onBytes(withUnitBehind(unit)))),
  broken('video.nal', 'forbidden bit set', bases.ts, onBytes(ts.forbidSlices(4))),
  broken(
    'video.gop',
    'a key frame in nine seconds',
    avc('long GOP', { seconds: 9, options: { g: '300', sc_threshold: '0' } }),
    asMade,
  ),
  broken('video.fps', 'three frames a second', avc('3 fps', { fps: 3, seconds: 6 }), asMade),
  broken(
    'video.bitrate',
    'next to nothing',
    avc('crf 51', { fps: 6, mux: 'mp4, fragmented', options: { crf: '51', preset: 'medium' } }),
    asMade,
  ),
  broken(
    'time.duration',
    'declared twice as long',
    bases.ts,
    declaring(({ durationMs }) => ({ durationMs: durationMs * 2 })),
  ),
  broken(
    'time.duration',
    'declared by wall clock, fMP4',
    bases.fmp4,
    declaring(({ durationMs }) => ({ durationMs: durationMs * 2 })),
  ),
  broken('time.too_short', 'one second', avc('one second', { seconds: 1 }), asMade),
  broken(
    'time.gap',
    'a segment between the others left out',
    avc('three segments', { seconds: 6, mux: 'ts segments' }),
    (clip) => ({
      ...clip,
      uploads: [0, 2].flatMap((from, n) =>
        clip.uploads.slice(from, from + 1).map(({ object, bytes }) => ({ object: { ...object, n }, bytes })),
      ),
    }),
  ),
  ...([bases.tsSegments, bases.fmp4] as const).flatMap((make) => [
    broken(
      'time.backwards',
      `segments in the wrong order, ${make.name}`,
      make,
      withSegments((own) => own.reverse()),
    ),
    broken(
      'time.backwards',
      `a segment sent twice, ${make.name}`,
      make,
      withSegments(([first, ...rest]) => (first ? [first, first, ...rest] : rest)),
    ),
  ]),
];

/** Segments as a device sends them that takes others than it should. */
function withSegments(taken: (segments: Upload[]) => Upload[]) {
  return (clip: Clip): Clip => {
    const others = clip.uploads.filter(({ object }) => object.kind !== 'segment');
    const segments = taken(clip.uploads.filter(({ object }) => object.kind === 'segment'));
    const uploads = [...others, ...segments].map(({ object, bytes }, n) => ({ object: { ...object, n }, bytes }));
    return { ...clip, uploads };
  };
}

function pixels(make: Make, format: string, options: Record<string, string>): Make {
  return { ...make, recipe: { ...make.recipe, pixels: format, options: { ...make.recipe.options, ...options } } };
}

export const breaks: readonly Break[] = [
  ...objectBreaks,
  ...encryptionBreaks,
  ...tsBreaks,
  ...soundBreaks,
  ...mp4Breaks,
  ...videoBreaks,
];
