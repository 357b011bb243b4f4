import { createCipheriv } from 'node:crypto';
import type { CheckCode } from '@kaitong/contract/checks';
import { type Cipher, cbc } from '../clip.ts';
import { renamed, shortData, withNumber, wrongLengths } from '../corpus/mp4-edit.ts';
import * as ts from '../corpus/ts-edit.ts';

type Bytes = (bytes: Buffer) => Buffer;

/** What may happen to one object of a clip while its others are as they should be, and what has to be said of it. */
export type ObjectFault = {
  code: CheckCode;
  how: string;
  /** In the device, before it declares the object. */
  change?: Bytes;
  /** What goes on in all objects behind it: a clock that was set stays so. */
  after?: Bytes;
  /** In place of AES-128-CBC under the event's key and the object's IV; the clip is then encrypted. */
  cipher?: Cipher;
  /** On the way, behind the declaration. */
  transit?: Bytes;
};

const seconds = (count: number): number => count * 90_000;
const changed = (code: CheckCode, how: string, change: Bytes, after?: Bytes): ObjectFault => ({
  ...{ code, how, change },
  ...(after && { after }),
});
const inTransit = (code: CheckCode, how: string, transit: Bytes): ObjectFault => ({ code, how, transit });
const sealed = (code: CheckCode, how: string, cipher: Cipher): ObjectFault => ({ code, how, cipher });

const ecb: Cipher = (bytes, key) => {
  const cipher = createCipheriv('aes-128-ecb', key, null);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};
const unpadded: Cipher = (bytes, key, iv) => {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([bytes, Buffer.alloc(16 - (bytes.length % 16))])), cipher.final()]);
};

const anywhere: readonly ObjectFault[] = [
  changed('obj.empty', 'no bytes', () => Buffer.alloc(0)),
  changed('obj.container', 'an error page', () => Buffer.from('<html><body>502 Bad Gateway</body></html>'.repeat(40))),
  inTransit('obj.size', 'cut', (bytes) => bytes.subarray(0, bytes.length - 4000)),
  inTransit('obj.hash', 'a byte changed', (bytes) =>
    Buffer.from(bytes).fill(0x5a ^ (bytes.at(-9) ?? 0), bytes.length - 9, bytes.length - 8),
  ),
  sealed('enc.missing', 'in the clear', (bytes) => bytes),
  sealed('enc.iv', 'zeros as IV', (bytes, key) => cbc(bytes, key, Buffer.alloc(16), 0)),
  sealed('enc.mode', 'ECB', ecb),
  sealed('enc.padding', 'zeros as padding', unpadded),
  sealed('enc.block', 'last block cut', (bytes, key, iv) => cbc(bytes, key, iv, 0).subarray(0, -3)),
];

const inTs: readonly ObjectFault[] = [
  changed('ts.align', 'cut in a packet', (bytes) => bytes.subarray(0, bytes.length - 100)),
  changed('ts.sync', '50 bytes between packets', (bytes) =>
    Buffer.concat([bytes.subarray(0, 188 * 40), Buffer.alloc(50, 0x11), bytes.subarray(188 * 40)]),
  ),
  changed('ts.psi', 'no tables', ts.withoutTables),
  changed('ts.duplicate', 'packets sent twice', ts.sentAgain(ts.VIDEO, 31, 34)),
  changed('ts.continuity', 'a packet lost', ts.withoutPackets(ts.VIDEO, 31, 32)),
  changed(
    'ts.tei',
    'packets marked as damaged',
    ts.onPackets(ts.VIDEO, 30, 33, (packet) => orFlag(packet, 1, 0x80)),
  ),
  changed(
    'ts.scrambled',
    'marked as scrambled',
    ts.onPackets(ts.VIDEO, 20, 40, (packet) => orFlag(packet, 3, 0xc0)),
  ),
  changed('ts.stream_type', 'announced as H.265', ts.announced(0x24)),
  changed('ts.pcr', 'no program clock', ts.withoutClock),
  changed('video.param_sets', 'no SPS and PPS', (bytes) => ts.hideNals([7, 8])(bytes)),
  changed(
    'video.first_not_key',
    'begins with the second picture',
    ts.withoutPictures((index) => index === 0),
  ),
  changed(
    'video.lost_pictures',
    'every fifth picture dropped',
    ts.withoutPictures((index) => index % 5 === 3),
  ),
  changed(
    'video.duplicate',
    'pictures muxed twice',
    ts.muxedAgain(3000, (index) => index % 7 === 3),
  ),
  changed('video.nal', 'forbidden bit set', (bytes) => ts.forbidSlices(4)(bytes)),
  changed('decode.errors', 'slices overwritten', ts.damagePictures(20, 60)),
  changed(
    'time.duplicate',
    'a clock that stands',
    ts.restamped((_, __, [first = 0]) => first, true),
  ),
  changed(
    'time.outlier',
    '37,600 s ahead now and then',
    ts.restamped((time, index) => (index % 10 === 4 ? time + seconds(37_600) : time), true),
  ),
  changed(
    'time.mixed_sessions',
    'two clocks in turns',
    ts.restamped((time, index) => (Math.floor(index / 4) % 2 === 1 ? time + seconds(20) : time), true),
  ),
  changed('time.gap', 'clock set forward by 3 s', bothLater(3, 12, 14), bothLater(3, 0, 0)),
  changed('time.backwards', 'clock set back by half a second', bothLater(-0.5, 12, 14), bothLater(-0.5, 0, 0)),
  changed('audio.backwards', 'sound steps back 0.8 s', ts.later(ts.SOUND, -seconds(0.8), 3)),
  changed('audio.gap', 'sound jumps 10 hours ahead', ts.later(ts.SOUND, seconds(35_480), 3)),
  changed('audio.adts', 'no ADTS headers', ts.overwriteSound(0x21)),
  changed(
    'audio.time',
    'sound stamped at once',
    ts.moved(ts.SOUND, (index) => -index * 5760),
  ),
  changed('audio.decode', 'random bytes as sound', (bytes) => ts.scrambleSound(2, 1000)(bytes)),
  changed('audio.absent', 'no sound', ts.withoutPids(ts.SOUND)),
];

const inFmp4: readonly ObjectFault[] = [
  changed('obj.damaged', 'old memory behind the last box', (bytes) => Buffer.concat([bytes, Buffer.alloc(100, 0xee)])),
  changed('mp4.truncated', 'cut', (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7))),
  changed('mp4.samples_missing', 'mdat closed early', shortData),
  changed('mp4.sequence', 'number jumps', withNumber('mfhd', 8, 90), withNumber('mfhd', 8, 91)),
  changed('mp4.bomb', 'impossible trun', withNumber('trun', 8, 0x7fffffff)),
  changed('mp4.no_fragments', 'no moof', renamed('moof', 'free')),
  changed('mp4.tfdt', 'no decode time', renamed('tfdt', 'free')),
  changed('video.nal', 'wrong lengths', wrongLengths(3)),
  changed('decode.errors', 'bytes overwritten', (bytes) =>
    Buffer.from(bytes).fill(0xa5, bytes.length >> 2, (bytes.length >> 2) + 200),
  ),
];

export const objectFaults = {
  ts: [...anywhere, ...inTs],
  fmp4: [...anywhere, ...inFmp4],
} as const satisfies Record<'ts' | 'fmp4', readonly ObjectFault[]>;

function orFlag(packet: Buffer, at: number, flag: number): void {
  packet[at] = (packet[at] ?? 0) | flag;
}

/** Picture and sound from a number on, as they run on one clock. */
function bothLater(by: number, picture: number, sound: number): Bytes {
  return (bytes) => ts.later(ts.SOUND, seconds(by), sound)(ts.later(ts.VIDEO, seconds(by), picture)(bytes));
}
