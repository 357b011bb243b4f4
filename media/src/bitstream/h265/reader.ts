import type { KeyKind, VideoFormat } from '../../facts.ts';
import { BitReader } from '../bit-reader.ts';
import { rbspOf } from '../nal.ts';
import type { NalReader, NalReading } from '../nal-reading.ts';
import { type Pps, readPps, readSps, type Sps } from './parameter-sets.ts';
import { readSegmentStart } from './segment-start.ts';

/** NAL units of H.265 (Table 7-1). */
export class H265Reader implements NalReader {
  readonly codec = 'h265';
  format: VideoFormat | null = null;
  private readonly sequenceSets = new Map<number, Sps>();
  private readonly pictureSets = new Map<number, Pps>();
  private lastType: number | undefined;

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
        this.sequenceSets.set(sps.id, sps);
        this.format = sps.format;
        return { is: 'parameter-set', set: 'sps' };
      }
      case 34: {
        const pps = readPps(nal);
        if (!pps) return { is: 'damaged', cause: 'parameter_set' };
        this.pictureSets.set(pps.id, pps);
        return { is: 'parameter-set', set: 'pps' };
      }
      case 35:
      case 39:
        return { is: 'prefix' };
      default:
        return { is: 'skipped' };
    }
  }

  /** First fields of slice_segment_header (7.3.6.1). */
  private readSlice(nal: Uint8Array, type: number): NalReading {
    const r = new BitReader(rbspOf(nal, 2, 16));
    const { isFirst, ppsId } = readSegmentStart(r, type);
    if (r.failed || ppsId > 63) return { is: 'damaged', cause: 'slice_header' };
    const pps = this.pictureSets.get(ppsId);
    const sps = pps && this.sequenceSets.get(pps.spsId);
    if (sps) this.format = sps.format;
    // All slices of a picture have one type (7.4.2.2), so another type begins a picture whose first slice was lost.
    const startsPicture = isFirst || this.lastType === undefined || this.lastType !== type;
    this.lastType = type;
    return { is: 'slice', startsPicture, key: type >= 16 ? irapKind(type) : null, setsMissing: !sps, gap: null };
  }
}

function irapKind(type: number): KeyKind {
  if (type <= 18) return 'bla';
  return type <= 20 ? 'idr' : 'cra';
}
