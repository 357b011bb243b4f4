import { type Cipher, type Clip, cbc, describe, encryptedClip } from '../clip.ts';
import { asMade, type Break, bases, broken, encrypting, onBytes } from './breaks.ts';
import { ofLevel265, withReorder265 } from './h265-headers.ts';
import { avc, type Make } from './makes.ts';
import {
  inEach,
  littleEndian,
  movedByHand,
  onBoxes,
  renamed,
  withChunksMoved,
  withFragments,
  withNumber,
  withoutProgress,
  withRunsMoved,
} from './mp4-edit.ts';
import type { ProgramMake } from './programs.ts';
import * as ts from './ts-edit.ts';
import { withClockOnItsOwnPid } from './ts-legal.ts';

const muxedAs = (name: string, format: string, muxing: Record<string, string>, make: Make): Make => ({
  ...make,
  name: `${name}, ${make.name}`,
  recipe: { ...make.recipe, format, muxing },
});

/** Promises one field more in the entries of the first `trun` than they have. */
export function withFlag(bytes: Buffer): Buffer {
  const at = bytes.indexOf('trun') + 4;
  const flags = bytes.readUInt32BE(at);
  return withNumber('trun', 4, flags | (flags & 0x800 ? 0x100 : 0x800))(bytes);
}

/** Of the last fragment, which holds one picture. */
export function withLongEnd(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(0x70000000, copy.lastIndexOf('tfhd') + 12);
  return copy;
}

export const withByte =
  (type: string, offset: number, value: number) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(bytes).fill(value, bytes.indexOf(type) + offset, bytes.indexOf(type) + offset + 1);

/** As files and transfers in text mode write ends of lines. */
function inTextMode(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
}

const countedFromZero = inEach('stss', (copy, at) => {
  for (let entry = 0; entry < copy.readUInt32BE(at + 8); entry++) {
    const place = at + 12 + entry * 4;
    copy.writeUInt32BE(copy.readUInt32BE(place) - 1, place);
  }
});

/** FFmpeg counts 15 frames a second in 15,360 ticks. */
const inTwoTimescales = (mux: 'mp4, fragmented' | 'fmp4 segments'): Make =>
  avc(`sound of 48 kHz, ${mux}`, { mux, sound: 'AAC 48 kHz', seconds: 8 });

/** Of each fragment's first track, which is that of the pictures. */
const inTicksOf =
  (ticks: bigint) =>
  (bytes: Buffer): Buffer => {
    let track = 0;
    return inEach('tfdt', (copy, at) => {
      if (track++ % 2 === 0) copy.writeBigUInt64BE((copy.readBigUInt64BE(at + 8) * ticks) / 15_360n, at + 8);
    })(bytes);
  };
const inTicksOfSound = inTicksOf(48_000n);

/** Of a file with nothing but video. */
export const laterBy =
  (seconds: number) =>
  (bytes: Buffer): Buffer => {
    const timescale = bytes.readUInt32BE(bytes.indexOf('mdhd') + 16);
    const later = BigInt(Math.round(seconds * timescale));
    return inEach('tfdt', (copy, at) => copy.writeBigUInt64BE(copy.readBigUInt64BE(at + 8) + later, at + 8))(bytes);
  };

function beforeZero(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeBigInt64BE(-1024n, copy.indexOf('tfdt') + 8);
  return copy;
}

const tagged =
  (packet: number, extra: (n: number) => [before: Buffer, after: Buffer]) =>
  (bytes: Buffer): Buffer =>
    Buffer.concat(
      Array.from({ length: bytes.length / packet }, (_, n) => {
        const [before, after] = extra(n);
        return Buffer.concat([before, bytes.subarray(n * packet, (n + 1) * packet), after]);
      }),
    );
const stampOf = (n: number): Buffer => {
  const stamp = Buffer.alloc(4);
  stamp.writeUInt32BE(n * 300);
  return stamp;
};
const nothing = Buffer.alloc(0);

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap32();
const exchanged: Cipher = (bytes, key, iv) => cbc(bytes, iv, key, 0);

/** Every object under one IV, which each declares. */
function underOneVector(clip: Clip): Clip {
  const sealed = encryptedClip(clip);
  const { key } = sealed;
  if (key === null) throw new Error('An encrypted clip has a key.');
  const iv = Buffer.alloc(16, 0x5a);
  return {
    ...sealed,
    uploads: clip.uploads.map(({ object, bytes }) => {
      const hidden = cbc(bytes, key, iv, object.n);
      return { object: describe(object.n, { ...object, bytes: hidden }, iv), bytes: hidden };
    }),
  };
}

const shortData = onBoxes(({ type, bytes }) => {
  if (type !== 'mdat') return bytes;
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(8);
  return copy;
});

const longData = inEach('mdat', (copy, at) => copy.writeUInt32BE(copy.readUInt32BE(at - 4) + 5000, at - 4));

/** Containers and encryption that are wrong in ways of their own, and foreign ones. */
export const containerBreaks: readonly Break[] = [
  broken(
    'ts.pcr',
    'a program clock of 27 MHz on its own PID',
    bases.ts,
    onBytes((bytes) => withClockOnItsOwnPid(ts.withFastClock(bytes))),
  ),
  broken(
    'mp4.truncated',
    'a last box whose end is cut off',
    bases.mp4,
    onBytes((bytes) => Buffer.concat([bytes, Buffer.from([0, 0, 4, 0]), Buffer.from('free')])),
  ),
  ...([bases.mp4, bases.fragmented, bases.fmp4, bases.hevcFmp4] as const).map((make) =>
    broken('mp4.data_length', `mdat of 8 bytes, ${make.name}`, make, onBytes(shortData)),
  ),
  broken('mp4.data_length', 'mdat 5,000 bytes too long', avc('an index at the end', { mux: 'mp4' }), onBytes(longData)),
  ...([bases.fmp4, bases.hevcFmp4] as const).flatMap((make) => [
    broken('mp4.trun_flags', `a field promised that is not there, ${make.name}`, make, onBytes(withFlag)),
    broken('mp4.tfdt', `the first fragment before 0, ${make.name}`, make, onBytes(beforeZero, 1)),
  ]),
  ...(['again', 'order'] as const).map((change) =>
    broken('mp4.sequence', `fragments in another order: ${change}`, bases.fragmented, onBytes(withFragments(change))),
  ),
  broken('mp4.tfdt', 'every fragment at 0', bases.fragmented, onBytes(withoutProgress)),
  ...[4, -24].map((by) => broken('mp4.offsets', `chunks ${by} bytes off`, bases.mp4, onBytes(withChunksMoved(by)))),
  broken('mp4.offsets', 'the index moved by hand', avc('an index at the end', { mux: 'mp4' }), onBytes(movedByHand)),
  ...([bases.fragmented, bases.fmp4, bases.hevcFmp4] as const).map((make) =>
    broken('mp4.offsets', `the header of mdat not counted, ${make.name}`, make, onBytes(withRunsMoved(-8))),
  ),
  broken('video.nal', 'lengths as the processor has them', bases.mp4, onBytes(littleEndian)),
  broken('video.param_sets', 'no VPS', bases.hevcTs, onBytes(ts.hideNals265([32]))),
  broken('mp4.nal_length_size', 'two bytes for four', bases.mp4, onBytes(withByte('avcC', 8, 0xfd))),
  broken(
    'mp4.last_duration',
    'a last picture of days',
    avc('a fragment a frame', { mux: 'mp4, a fragment a frame' }),
    onBytes(withLongEnd),
  ),
  broken('mp4.stss', 'no table of key frames', bases.mp4, onBytes(renamed('stss', 'free'))),
  broken('mp4.stss', 'counted from 0', bases.mp4, onBytes(countedFromZero)),
  broken(
    'mp4.tfdt',
    'pictures in ticks of the sound, in fragments',
    inTwoTimescales('mp4, fragmented'),
    onBytes(inTicksOfSound),
  ),
  broken(
    'mp4.tfdt',
    'pictures in ticks of the sound, in segments',
    inTwoTimescales('fmp4 segments'),
    onBytes(inTicksOfSound),
  ),
  ...(['mp4, fragmented', 'fmp4 segments'] as const).flatMap((mux) =>
    [
      { unit: 'milliseconds', ticks: 1000n },
      { unit: 'microseconds', ticks: 1_000_000n },
    ].map(({ unit, ticks }) =>
      broken('mp4.tfdt', `tfdt in ${unit}, ${mux}`, inTwoTimescales(mux), onBytes(inTicksOf(ticks))),
    ),
  ),
  broken('mp4.stss', 'every entry one too high', bases.mp4, onBytes(withNumber('stss', 12, 2))),
  broken('video.param_sets', 'garbage in avcC', bases.mp4, onBytes(withByte('avcC', 12, 0xe9))),
  broken('time.start', 'begins at 47 s', bases.fragmented, onBytes(laterBy(47))),
  ...([bases.ts, bases.hevcTs] as const).map((make) =>
    broken('ts.pcr', `no program clock, ${make.name}`, make, onBytes(ts.withoutClock)),
  ),
  ...([bases.ts, bases.hevcTs] as const).flatMap((make) => [
    broken('ts.pcr', `a program clock of 27 MHz, ${make.name}`, make, onBytes(ts.withFastClock)),
    broken('ts.continuity', `counters that stand still, ${make.name}`, make, onBytes(ts.withStandingCounters)),
    broken('video.none', `pictures on another PID than the PMT names, ${make.name}`, make, onBytes(ts.onAnotherPid)),
  ]),
  broken('audio.codec', 'AAC announced as private data', bases.ts, onBytes(ts.announced(0x06, ts.SOUND))),
  ...([bases.ts, bases.fmp4, bases.mp4] as const).map((make) =>
    broken('obj.damaged', `in text mode, ${make.container}`, make, onBytes(inTextMode)),
  ),
  broken('obj.damaged', 'in text mode, and encrypted then', bases.tsSegments, (clip) =>
    encryptedClip(onBytes(inTextMode)(clip)),
  ),
  broken('obj.damaged', 'encrypted, and in text mode then', bases.fmp4, (clip) =>
    onBytes(inTextMode)(encryptedClip(clip)),
  ),
  broken('ts.stream_type', 'H.264 announced as H.265', bases.ts, onBytes(ts.announced(0x24))),
  broken('ts.stream_type', 'H.265 announced as H.264', bases.hevcTs, onBytes(ts.announced(0x1b))),
  broken('video.level', 'level 1.0', bases.ts, onBytes(ts.ofLevel(10))),
  broken('video.level', 'level 1.0, H.265', bases.hevcTs, onBytes(ts.onPictures(ofLevel265(30)))),
  broken('video.reorder', 'fifteen pictures held back, H.265', bases.hevcFmp4, (clip) =>
    onBytes((bytes) => withReorder265(15)(renamed('hev1', 'hvc1')(bytes)), 0)(clip),
  ),
  broken(
    'video.gop',
    'no key frame but the first, in segments',
    muxedAs(
      'cut by time',
      'hls',
      { hls_time: '2', hls_list_size: '0', hls_flags: 'split_by_time' },
      avc('one key frame', { seconds: 8, options: { g: '300', sc_threshold: '0' } }),
    ),
    asMade,
  ),
  ...([bases.fmp4, bases.tsSegments] as const).map((make) =>
    broken('enc.iv_reused', `one IV for all, ${make.container}`, make, underOneVector),
  ),
  ...([bases.ts, bases.fmp4, bases.mp4] as const).flatMap((make) => [
    broken(
      'enc.key',
      `words of the key swapped, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => cbc(bytes, swapped(key), iv, 0)),
    ),
    broken('enc.key', `key and IV exchanged, ${make.container}`, make, encrypting(exchanged)),
    broken(
      'enc.iv',
      `words of the IV swapped, ${make.container}`,
      make,
      encrypting((bytes, key, iv) => cbc(bytes, key, swapped(iv), 0)),
    ),
  ]),
  broken('enc.mode', 'CENC', bases.mp4, onBytes(renamed('avc1', 'encv'))),
  broken('obj.container', 'MPEG-PS', muxedAs('MPEG-PS', 'vob', {}, bases.bFrames), asMade, 'ps'),
  broken('obj.container', 'Matroska', muxedAs('Matroska', 'matroska', {}, bases.mp4), asMade, 'mkv'),
  broken(
    'obj.container',
    'packets of 192 bytes',
    bases.ts,
    onBytes(tagged(188, (n) => [stampOf(n), nothing])),
    'ts192',
  ),
  broken(
    'obj.container',
    'packets of 204 bytes',
    bases.ts,
    onBytes(tagged(188, () => [nothing, Buffer.alloc(16, 0xff)])),
    'ts204',
  ),
  broken(
    'obj.container',
    'a header of HTTP before MPEG-TS',
    bases.ts,
    onBytes((bytes) => Buffer.concat([Buffer.from('\r\n--frame\r\n\x00\x01'), bytes])),
    'late-ts',
  ),
];

const SECONDS = 4;

/** FFmpeg copies from the key frame before a time on, and an edit list trims what nobody asked for. */
function trimmed(
  codec: 'h264' | 'h265',
  from: number,
  bFrames: number,
  format: 'mp4' | 'mov',
  sound: boolean,
): ProgramMake {
  const encoder =
    codec === 'h264' ? ['-c:v', 'libx264'] : ['-c:v', 'libx265', '-x265-params', 'log-level=error', '-tag:v', 'hvc1'];
  const audio = sound ? ['-f', 'lavfi', '-i', `sine=r=48000:d=${SECONDS}`] : [];
  return {
    name: `${codec}, trimmed by ${from} s, ${bFrames} B-frames, ${sound ? 'AAC, ' : ''}${format}`,
    ...{ codec, container: 'mp4', width: 320, height: 180, seconds: SECONDS - from, programs: ['ffmpeg'] },
    setting: [...encoder, '-bf', bFrames, '-g', 100].join(' '),
    commands: [
      [
        'ffmpeg',
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `testsrc2=s=320x180:r=25:d=${SECONDS}`,
        ...audio,
        ...encoder,
        '-preset',
        'veryfast',
        '-bf',
        String(bFrames),
        '-g',
        '100',
        '-pix_fmt',
        'yuv420p',
        'in.mp4',
      ],
      [
        'ffmpeg',
        '-v',
        'error',
        '-ss',
        String(from),
        '-i',
        'in.mp4',
        '-c',
        'copy',
        '-movflags',
        '+faststart',
        '-f',
        format,
        'clip.bin',
      ],
    ],
  };
}

export const trimmedMakes: readonly ProgramMake[] = [
  ...[0.5, 1.3, 2.4].flatMap((from) => [0, 2].map((bFrames) => trimmed('h264', from, bFrames, 'mp4', true))),
  trimmed('h264', 1.7, 2, 'mov', true),
  trimmed('h264', 2.2, 3, 'mp4', false),
  ...[0.7, 2.1].flatMap((from) => [0, 3].map((bFrames) => trimmed('h265', from, bFrames, 'mp4', true))),
];
