import type { VideoCodec } from '@kaitong/contract/checks';
import * as h264 from '../bitstream/h264/parameter-sets.ts';
import * as h265 from '../bitstream/h265/parameter-sets.ts';
import type { NalReader } from '../bitstream/nal-reading.ts';
import { openNalReader } from '../bitstream/open-reader.ts';
import { MAX_NAL_UNITS } from '../bitstream/video-track.ts';
import type { Sets } from './sample-entries.ts';

const MOST_SETS = 16;
const MOST_SET_BYTES = 2048;
const DELIMITER = { h264: 9, h265: 35 };

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, n) => byte === b[n]);

export type NalKind = { is: 'set' | 'other' | 'dropped' } | { is: 'slice'; startsPicture: boolean; key: boolean };

/** Tells the NAL units of one object apart, and keeps its parameter sets for the sample entry. */
export class CodedPictures {
  readonly sets: Sets = { vps: [], sps: [], pps: [] };
  private readonly codec: VideoCodec;
  private readonly reader: NalReader;
  private units = 0;

  constructor(codec: VideoCodec) {
    this.codec = codec;
    this.reader = openNalReader(codec);
  }

  get format() {
    return this.reader.format;
  }

  read(nal: Uint8Array): NalKind {
    if (++this.units > MAX_NAL_UNITS) return { is: 'dropped' };
    const reading = this.reader.read(nal);
    if (reading.is === 'slice') return { is: 'slice', startsPicture: reading.startsPicture, key: reading.key !== null };
    if (reading.is === 'parameter-set') return this.keep(reading.set, nal);
    const header = nal[0] ?? 0;
    const type = this.codec === 'h264' ? header & 31 : (header >> 1) & 63;
    // MP4 has no use for delimiters: the sample is the unit.
    return { is: type === DELIMITER[this.codec] ? 'dropped' : 'other' };
  }

  /** Those in the sample entry need not be repeated; one that changes what its id means stays where it is. */
  private keep(kind: keyof Sets, nal: Uint8Array): NalKind {
    const known = this.sets[kind];
    if (known.some((one) => isSame(one, nal))) return { is: 'dropped' };
    const isOther = known.some((one) => this.idOf(kind, one) === this.idOf(kind, nal));
    if (isOther || nal.length > MOST_SET_BYTES || known.length >= MOST_SETS) return { is: 'set' };
    known.push(nal.slice());
    return { is: 'dropped' };
  }

  private idOf(kind: keyof Sets, nal: Uint8Array): number | undefined {
    if (kind === 'vps') return (nal[2] ?? 0) >> 4; // 7.3.2.1 of H.265
    const { readSps, readPps } = this.codec === 'h264' ? h264 : h265;
    return (kind === 'sps' ? readSps(nal) : readPps(nal))?.id;
  }
}
