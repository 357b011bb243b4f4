import { forEachNal } from '../bitstream/nal.ts';
import type { VideoTrack } from '../bitstream/video-track.ts';
import { isHeard, tellField, tellStructure } from '../telling/tell.ts';
import { type ByteOrder, isPicture, lengthAt, lengthBytesOf } from './nal-lengths.ts';

/** Bytes of the lengths in front of NAL units, as the sample entry has it and as samples have them. */
export type WrongLength = { declared: number; found: number; offset: number };

export function findWrongLength(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
  declared: number,
  { codec }: VideoTrack,
): WrongLength | null {
  if (hasStartCode(bytes, start)) return null;
  const found = lengthBytesOf(bytes.subarray(start, end), declared, codec);
  return found === declared ? null : { declared, found, offset: start };
}

/** Of the lengths in front of the NAL units of a sample: `little` only where nothing else leads through it. */
export function orderOf(
  bytes: Uint8Array,
  { start, end }: { start: number; end: number },
  lengthBytes: number,
  { codec }: VideoTrack,
): ByteOrder {
  const sample = bytes.subarray(start, end);
  if (lengthBytes === 1 || hasStartCode(bytes, start) || isPicture(sample, lengthBytes, codec)) return 'big';
  return isPicture(sample, lengthBytes, codec, 'little') ? 'little' : 'big';
}

type Picture = { start: number; end: number; lengthBytes: number; order: ByteOrder };

/** One sample is one picture (ISO/IEC 14496-15, 4.3.1): lengths in front of its NAL units tell them apart. */
export function readPicture(
  bytes: Uint8Array,
  { start, end, lengthBytes, order }: Picture,
  time: { dts: number; pts: number },
  video: VideoTrack,
): void {
  let begun = false;
  const push = (from: number, to: number) => {
    const nal = bytes.subarray(from, to);
    const reading = video.push(nal, from);
    if (reading.is !== 'slice') return;
    if (!begun) video.beginFrame({ ...time, bytes: end - start, key: reading.key, offset: start });
    begun = true;
    video.addSlice(nal);
  };
  if (lengthBytes === 4 && hasStartCode(bytes, start)) {
    video.fault('nal', start, 'annexb');
    forEachNal(bytes.subarray(start, end), (from, to) => push(start + from, start + to));
  } else {
    if (order === 'little') video.fault('nal', start, 'little_endian');
    let at = start;
    while (at < end) {
      const length = lengthAt(bytes, at, lengthBytes, order);
      const said = order === 'big' ? length : lengthAt(bytes, at, lengthBytes);
      at += lengthBytes;
      const isWrong = length === 0 || at + length > end;
      if (isHeard()) tellNalLength({ at, lengthBytes, said }, isWrong ? end - at : length);
      if (isWrong) {
        video.fault('nal', at - lengthBytes, 'length');
        break;
      }
      push(at, at + length);
      at += length;
    }
  }
  if (!begun) video.beginFrame({ ...time, bytes: end - start, key: null, offset: start });
}

/** A NAL unit of one byte at the start of a picture does not exist: this is a start code where a length should be. */
const hasStartCode = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 0 && bytes[at + 3] === 1;

/** NALUnitLength in front of byte `at`, and what it should be. */
function tellNalLength(
  { at, lengthBytes, said }: { at: number; lengthBytes: number; said: number },
  length: number,
): void {
  const from = at - lengthBytes;
  if (tellStructure({ kind: 'nal', name: 'NALUnitLength', clause: 'ISO/IEC 14496-15, 5.3.3', from, to: at + length }))
    tellField('NALUnitLength', from, lengthBytes, said, said === length ? undefined : length);
}
