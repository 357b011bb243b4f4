import { forEachNal } from '../bitstream/nal.ts';
import type { VideoTrack } from '../bitstream/video-track.ts';
import { isHeard, tellField, tellStructure } from '../telling/tell.ts';
import { lengthBytesOf } from './nal-lengths.ts';

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

/** One sample is one picture (ISO/IEC 14496-15, 4.3.1): lengths in front of its NAL units tell them apart. */
export function readPicture(
  bytes: Uint8Array,
  { start, end, lengthBytes }: { start: number; end: number; lengthBytes: number },
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
    let at = start;
    while (at < end) {
      let length = 0;
      for (let i = 0; i < lengthBytes; i++) length = length * 256 + (bytes[at + i] ?? 0);
      at += lengthBytes;
      const isWrong = length === 0 || at + length > end;
      if (isHeard()) tellNalLength({ at, lengthBytes, length }, isWrong ? end - at : undefined);
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

/** NALUnitLength in front of byte `at`; `room`: what there is, where it cannot be so long. */
function tellNalLength(
  { at, lengthBytes, length }: { at: number; lengthBytes: number; length: number },
  room: number | undefined,
): void {
  const from = at - lengthBytes;
  const to = at + (room ?? length);
  if (tellStructure({ kind: 'nal', name: 'NALUnitLength', clause: 'ISO/IEC 14496-15, 5.3.3', from, to }))
    tellField('NALUnitLength', from, lengthBytes, length, room);
}
