import type { Lost, ReferenceState, VideoFormat } from '../../facts.ts';
import { rbspOf } from '../nal.ts';
import type { NalReader, NalReading } from '../nal-reading.ts';
import { findRecoveryPoint, MAX_SEI_BYTES } from '../recovery-point.ts';
import { LostPictures } from './lost-pictures.ts';
import { type Pps, readPps, readPpsId, readSps, type Sps } from './parameter-sets.ts';
import { readSliceHeader, type SliceHeader } from './slice-header.ts';

type Slice = { header: SliceHeader; idr: boolean; isReference: boolean };

/** NAL units of H.264 (Table 7-1). */
export class H264Reader implements NalReader {
  readonly codec = 'h264';
  format: VideoFormat | null = null;
  private readonly sequenceSets = new Map<number, Sps>();
  private readonly pictureSets = new Map<number, Pps>();
  private readonly named = new Set<number>();
  private readonly lostPictures = new LostPictures();
  private last: Slice | undefined;
  /** The first field of a frame waits for its second. */
  private openField: Slice | undefined;
  /** recovery_frame_cnt of the message that came last, if its picture has not come yet. */
  private recoveryAhead: number | null = null;

  get references(): ReferenceState | null {
    return this.lostPictures.state;
  }

  get counts(): boolean {
    return this.lostPictures.counts;
  }

  get isShownEarlier(): boolean {
    return this.lostPictures.isShownEarlier;
  }

  needs(pps: number): boolean {
    return this.named.has(pps);
  }

  resume(state: ReferenceState): void {
    if (state.codec === 'h264') this.lostPictures.resume(state);
  }

  read(nal: Uint8Array): NalReading {
    const header = nal[0] ?? 0;
    if (header & 0x80) return { is: 'damaged', cause: 'forbidden_bit' };
    const type = header & 31;
    switch (type) {
      case 1:
      case 2:
      case 5:
        return this.readSlice(nal, type === 5);
      case 6: {
        const message = findRecoveryPoint(rbspOf(nal, 1, MAX_SEI_BYTES));
        if (!message) return { is: 'prefix' };
        this.recoveryAhead = message.ue();
        return { is: 'recovery-point' };
      }
      case 7: {
        const sps = readSps(nal);
        if (!sps) return { is: 'damaged', cause: 'parameter_set' };
        this.sequenceSets.set(sps.id, sps);
        this.format = sps.format;
        return { is: 'parameter-set', set: 'sps' };
      }
      case 8: {
        const pps = readPps(nal);
        if (!pps) return { is: 'damaged', cause: 'parameter_set', ...readPpsId(nal) };
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
      this.lostPictures.forget();
      return { is: 'damaged', cause: 'slice_header' };
    }
    this.named.add(header.ppsId);
    if (header.detail?.redundant) return { is: 'skipped' };
    if (header.detail) this.format = header.detail.sps.format;
    const slice: Slice = { header, idr, isReference: ((nal[0] ?? 0) & 0x60) !== 0 };
    const isNew = this.last === undefined || startsNewPicture(slice, this.last);
    this.last = slice;
    let startsPicture = false;
    let lost: Lost | null = null;
    if (isNew) {
      const secondField = this.openField !== undefined && isSecondField(slice, this.openField);
      this.openField = !secondField && header.detail && header.detail.field !== 'frame' ? slice : undefined;
      startsPicture = !secondField;
      if (header.detail) {
        const { recoveryAhead: recoveryFrames } = this;
        const rank = { idr, isReference: slice.isReference, secondField, recoveryFrames };
        lost = this.lostPictures.begin(header.detail, rank);
      } else this.lostPictures.forget();
    }
    const key = idr ? 'idr' : this.recoveryAhead !== null && startsPicture ? 'recovery' : null;
    this.recoveryAhead = null;
    const { isGarbled, mayHide } = this.lostPictures;
    return {
      is: 'slice',
      startsPicture,
      key,
      setsMissing: !header.detail,
      lost,
      isGarbled,
      mayHide: startsPicture ? mayHide : null,
    };
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
    a.pocDelta !== b.pocDelta ||
    a.idrPicId !== b.idrPicId
  );
}

/** The other parity with the same frame_num completes the frame (3.30); its first field may be an IDR picture. */
function isSecondField(slice: Slice, first: Slice): boolean {
  const a = slice.header.detail;
  const b = first.header.detail;
  return a !== undefined && b !== undefined && a.field !== 'frame' && a.field !== b.field && a.frameNum === b.frameNum;
}
