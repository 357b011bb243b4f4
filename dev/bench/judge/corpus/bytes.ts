// Bytes that are missing, turned round or written twice, and boxes with one wrong number.
import { encryptedClip } from '../clip.ts';
import { type Break, bases, broken, onBytes } from './breaks.ts';
import { avc, hevc } from './makes.ts';
import { withNumber } from './mp4-edit.ts';
import * as ts from './ts-edit.ts';

const atTheEnd = avc('an index at the end', { mux: 'mp4' });
const trimmed = avc('an edit list', { options: { preset: 'fast', bf: '2' }, mux: 'mp4, fast start' });

/** Of the data of a file, in which `mdat` takes nearly all. */
const withoutMiddle =
  (count: number) =>
  (bytes: Buffer): Buffer => {
    const at = Math.floor(bytes.length * 0.4);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
  };

/** Of the first sample entry. */
export const withEntrySize =
  (width: number, height: number) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32BE(width * 0x10000 + height, copy.indexOf('stsd') + 44);
    return copy;
  };

const asText =
  (change: (text: string) => string) =>
  (bytes: Buffer): Buffer =>
    Buffer.from(change(bytes.toString('latin1')), 'latin1');
const withoutPairs = asText((text) => text.replaceAll('\r\n', '\n'));
const withoutReturns = asText((text) => text.replaceAll('\r', ''));
const asLineFeeds = asText((text) => text.replaceAll('\r', '\n'));

const turned =
  (word: 2 | 4) =>
  (bytes: Buffer): Buffer => {
    const copy = Buffer.from(bytes.subarray(0, bytes.length & ~3));
    return word === 2 ? copy.swap16() : copy.swap32();
  };

export const byteBreaks: readonly Break[] = [
  ...([bases.mp4, atTheEnd] as const).map((make) =>
    broken('mp4.truncated', `4,000 bytes missing from the middle, ${make.name}`, make, onBytes(withoutMiddle(4000))),
  ),
  broken('time.start', 'an edit list that begins in hours', trimmed, onBytes(withNumber('elst', 16, 324_000_000))),
  broken('video.sps_conflict', 'another size in stsd', bases.mp4, onBytes(withEntrySize(1920, 1080))),
  ...([bases.ts, bases.hevcTs] as const).flatMap((make) => [
    broken('ts.pcr', `a clock that stands, ${make.name}`, make, onBytes(ts.withClocks(() => 900_000n))),
    broken('ts.pcr', `a clock 3 s ahead, ${make.name}`, make, onBytes(ts.withClocks((base) => base + 270_000n))),
  ]),
  ...([2, 4] as const).flatMap((word) => [
    broken('obj.container', `words of ${word} bytes turned round`, bases.ts, onBytes(turned(word))),
    ...([bases.ts, bases.hevcTs] as const).map((make) =>
      broken(
        'video.nal',
        `words of ${word} bytes turned round in the pictures, ${make.name}`,
        make,
        onBytes(ts.onPictures(turned(word))),
      ),
    ),
  ]),
  broken(
    'obj.damaged',
    'received in text mode, MPEG-TS',
    hevc('pairs', { seconds: 6, options: { crf: '12' } }),
    onBytes(withoutPairs),
  ),
  broken('obj.damaged', 'read without 0x0D, MP4', bases.mp4, onBytes(withoutReturns)),
  broken('obj.damaged', 'read with 0x0A for 0x0D, fMP4', bases.fmp4, onBytes(asLineFeeds)),
  broken('obj.damaged', 'encrypted, and read without 0x0D then', bases.ts, (clip) =>
    onBytes(withoutReturns)(encryptedClip(clip)),
  ),
];
