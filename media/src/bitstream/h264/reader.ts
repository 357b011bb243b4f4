import type { VideoFormat } from '../../facts.ts';
import { rbspOf } from '../nal.ts';
import type { NalReader, NalReading } from '../nal-reading.ts';
import { FrameNumbers } from './frame-numbers.ts';
import { type Pps, readPps, readSps, type Sps } from './parameter-sets.ts';
import { readSliceHeader, type SliceHeader } from './slice-header.ts';

type Slice = { header: SliceHeader; idr: boolean; isReference: boolean };

/** NAL units of H.264 (Table 7-1). */
export class H264Reader implements NalReader {
  readonly codec = 'h264';
  format: VideoFormat | null = null;
  private readonly sequenceSets = new Map<number, Sps>();
  private readonly pictureSets = new Map<number, Pps>();
  private readonly frameNumbers = new FrameNumbers();
  private last: Slice | undefined;
  /** The first field of a frame waits for its second. */
  private openField: Slice | undefined;
  private recoveryPointAhead = false;

  read(nal: Uint8Array): NalReading {
    const header = nal[0] ?? 0;
    if (header & 0x80) return { is: 'damaged', cause: 'forbidden_bit' };
    const type = header & 31;
    switch (type) {
      case 1:
      case 2:
      case 5:
        return this.readSlice(nal, type === 5);
      case 6:
        if (!hasRecoveryPoint(nal)) return { is: 'prefix' };
        this.recoveryPointAhead = true;
        return { is: 'recovery-point' };
      case 7: {
        const sps = readSps(nal);
        if (!sps) return { is: 'damaged', cause: 'parameter_set' };
        this.sequenceSets.set(sps.id, sps);
        this.format = sps.format;
        return { is: 'parameter-set', set: 'sps' };
      }
      case 8: {
        const pps = readPps(nal);
        if (!pps) return { is: 'damaged', cause: 'parameter_set' };
        this.pictureSets.set(pps.id, pps);
        return { is: 'parameter-set', set: 'pps' };
      }
      case 9:
        return { is: 'prefix' };
      default:
        return { is: 'skipped' };
    }
  }

  private readSlice(nal: Uint8Array, idr: boolean): NalReading {
    const header = readSliceHeader(nal, this.pictureSets, this.sequenceSets);
    if (!header) {
      this.frameNumbers.forget();
      return { is: 'damaged', cause: 'slice_header' };
    }
    if (header.detail?.redundant) return { is: 'skipped' };
    if (header.detail) this.format = header.detail.sps.format;
    const slice: Slice = { header, idr, isReference: ((nal[0] ?? 0) & 0x60) !== 0 };
    const isNew = this.last === undefined || startsNewPicture(slice, this.last);
    this.last = slice;
    let startsPicture = false;
    let gap: 'jump' | 'repeat' | null = null;
    if (isNew) {
      const secondField = this.openField !== undefined && isSecondField(slice, this.openField);
      this.openField = !secondField && header.detail && header.detail.field !== 'frame' ? slice : undefined;
      startsPicture = !secondField;
      if (header.detail) {
        gap = this.frameNumbers.gapBefore(header.detail, { idr, isReference: slice.isReference, secondField });
      } else this.frameNumbers.forget();
    }
    const key = idr ? 'idr' : this.recoveryPointAhead && startsPicture ? 'recovery' : null;
    this.recoveryPointAhead = false;
    return { is: 'slice', startsPicture, key, setsMissing: !header.detail, gap };
  }
}

/** Detection of the first slice of a picture (7.4.1.2.4); macroblock 0 as well, for encoders that repeat numbers. */
function startsNewPicture(slice: Slice, last: Slice): boolean {
  if (slice.header.firstMb === 0 || slice.idr !== last.idr) return true;
  const a = slice.header.detail;
  const b = last.header.detail;
  if (!a || !b) return false;
  return (
    a.frameNum !== b.frameNum ||
    slice.header.ppsId !== last.header.ppsId ||
    a.field !== b.field ||
    slice.isReference !== last.isReference ||
    a.poc !== b.poc ||
    a.idrPicId !== b.idrPicId
  );
}

/** The other parity with the same frame_num completes the frame (3.30); its first field may be an IDR picture. */
function isSecondField(slice: Slice, first: Slice): boolean {
  const a = slice.header.detail;
  const b = first.header.detail;
  return a !== undefined && b !== undefined && a.field !== 'frame' && a.field !== b.field && a.frameNum === b.frameNum;
}

const RECOVERY_POINT = 6;

/** Whether an SEI NAL unit holds a recovery point message (D.1.8). */
function hasRecoveryPoint(nal: Uint8Array): boolean {
  const payload = rbspOf(nal, 1, 4096);
  let at = 0;
  const extended = (): number => {
    let value = 0;
    while (payload[at] === 0xff) {
      value += 255;
      at++;
    }
    return value + (payload[at++] ?? 0);
  };
  // 0x80 are the trailing bits.
  while (at < payload.length && payload[at] !== 0x80) {
    const type = extended();
    const size = extended();
    if (type === RECOVERY_POINT) return true;
    at += size;
  }
  return false;
}
