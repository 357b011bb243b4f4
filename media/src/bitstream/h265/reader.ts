import type { KeyKind, Lost, ReferenceState, VideoFormat } from '../../facts.ts';
import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';
import type { NalReader, NalReading } from '../nal-reading.ts';
import { findRecoveryPoint, MAX_SEI_BYTES } from '../recovery-point.ts';
import { LostPictures } from './lost-pictures.ts';
import { type Pps, readPps, readPpsId, readSequenceHead, readSps, type Sps } from './parameter-sets.ts';
import { type PictureCoding, readPictureCoding } from './picture-coding.ts';
import { readSegmentStart } from './segment-start.ts';
import { readSequenceCoding, type SequenceCoding } from './sequence-coding.ts';
import { readSegmentPlace, readSliceStart, type SliceStart } from './slice-start.ts';

/** Reference picture sets end here but for those that name a dozen pictures one by one. */
const MAX_HEADER_BYTES = 96;
/** With 64 predicted sets and scaling lists. */
const MAX_SET_BYTES = 8192;

/** NAL units of H.265 (Table 7-1). */
export class H265Reader implements NalReader {
  readonly codec = 'h265';
  readonly counts = true;
  format: VideoFormat | null = null;
  private readonly sequenceSets = new Map<number, Sps & { coding: SequenceCoding | undefined }>();
  private readonly pictureSets = new Map<number, Pps & { coding: PictureCoding | undefined }>();
  private readonly named = new Set<number>();
  private readonly lostPictures = new LostPictures();
  private lastType: number | undefined;

  get references(): ReferenceState | null {
    return this.lostPictures.state;
  }

  get isShownEarlier(): boolean {
    return this.lostPictures.isShownEarlier;
  }

  needs(pps: number): boolean {
    return this.named.has(pps);
  }

  resume(state: ReferenceState): void {
    if (state.codec === 'h265') this.lostPictures.resume(state);
  }

  read(nal: Uint8Array): NalReading {
    const header = nal[0] ?? 0;
    if (header & 0x80) return { is: 'damaged', cause: 'forbidden_bit' };
    // nuh_temporal_id_plus1 is never 0 (7.4.2.2).
    if (nal.length < 2 || ((nal[1] ?? 0) & 7) === 0) return { is: 'damaged', cause: 'header' };
    const type = (header >> 1) & 63;
    const layer = ((header & 1) << 5) | ((nal[1] ?? 0) >> 3);
    if (layer > 0) return { is: 'skipped' };
    if (type <= 9 || (type >= 16 && type <= 21)) return this.readSlice(nal, type);
    switch (type) {
      case 32:
        return { is: 'parameter-set', set: 'vps' };
      case 33: {
        const sps = readSps(nal);
        if (!sps) return { is: 'damaged', cause: 'parameter_set' };
        this.sequenceSets.set(sps.id, { ...sps, coding: sequenceCodingOf(nal) });
        this.format = sps.format;
        return { is: 'parameter-set', set: 'sps' };
      }
      case 34: {
        const pps = readPps(nal);
        if (!pps) return { is: 'damaged', cause: 'parameter_set', ...readPpsId(nal) };
        this.pictureSets.set(pps.id, { ...pps, coding: readPictureCoding(rbspOf(nal, 2, MAX_SET_BYTES)) });
        return { is: 'parameter-set', set: 'pps' };
      }
      case 35:
        return { is: 'prefix' };
      case 36:
      case 37:
        this.lostPictures.forget();
        return { is: 'skipped' };
      case 39: {
        // recovery_poc_cnt
        const pictures = findRecoveryPoint(rbspOf(nal, 2, MAX_SEI_BYTES))?.se();
        if (pictures !== undefined) this.lostPictures.announceRecovery(pictures);
        return { is: 'prefix' };
      }
      default:
        return { is: 'skipped' };
    }
  }

  /** slice_segment_header (7.3.6.1), as far as it says what the picture builds on. */
  private readSlice(nal: Uint8Array, type: number): NalReading {
    const rbsp = rbspOf(nal, 2, MAX_HEADER_BYTES);
    const r = new BitReader(rbsp);
    const { isFirst, ppsId } = readSegmentStart(r, type);
    if (r.failed || ppsId > 63) return { is: 'damaged', cause: 'slice_header' };
    this.named.add(ppsId);
    const pps = this.pictureSets.get(ppsId);
    const sps = pps && this.sequenceSets.get(pps.spsId);
    if (sps) this.format = sps.format;
    // All slices of a picture have one type (7.4.2.2), so another type begins a picture whose first slice was lost.
    const startsPicture = isFirst || this.lastType === undefined || this.lastType !== type;
    this.lastType = type;
    let lost: Lost | null = null;
    if (startsPicture || this.lostPictures.isAtRisk) {
      const slice = pps?.coding && sps?.coding && sliceOf(rbsp, type, sps.coding, pps.coding);
      if (startsPicture && slice && sps.coding) {
        const rank = { nalType: type, temporalId: ((nal[1] ?? 0) & 7) - 1 };
        lost = this.lostPictures.begin(slice, rank, sps.coding.pocLsbBits);
      } else if (startsPicture) this.lostPictures.forget();
      if (slice) this.lostPictures.addSlice(slice.type);
    }
    return {
      is: 'slice',
      startsPicture,
      key: type >= 16 ? irapKind(type) : null,
      setsMissing: !sps,
      lost,
      isGarbled: this.lostPictures.isGarbled,
      mayHide: null,
    };
  }
}

function sequenceCodingOf(nal: Uint8Array): SequenceCoding | undefined {
  const r = new BitReader(rbspOf(nal, 2, MAX_SET_BYTES));
  const head = readSequenceHead(r);
  return head && readSequenceCoding(r, head);
}

/** Undefined of a dependent slice segment, which says nothing anew, and of what cannot be. */
function sliceOf(rbsp: Uint8Array, type: number, sps: SequenceCoding, pps: PictureCoding): SliceStart | undefined {
  const r = new BitReader(rbsp);
  const place = readSegmentPlace(r, type, sps, pps);
  return place && !place.isDependent ? readSliceStart(r, type, sps, pps) : undefined;
}

function irapKind(type: number): KeyKind {
  if (type <= 18) return 'bla';
  return type <= 20 ? 'idr' : 'cra';
}
