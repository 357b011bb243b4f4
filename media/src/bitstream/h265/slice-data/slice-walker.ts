import { BitReader } from '../../bit-reader.ts';
import { rbspOf } from '../../nal.ts';
import { readSequenceHead, type SequenceHead } from '../parameter-sets.ts';
import { type PictureCoding, readPictureCoding } from '../picture-coding.ts';
import { readSegmentStart } from '../segment-start.ts';
import { readSequenceCoding, type SequenceCoding } from '../sequence-coding.ts';
import { CodingTree } from './coding-tree.ts';
import type { InitType } from './contexts.ts';
import { layOut, type PictureLayout } from './picture-layout.ts';
import { PictureState } from './picture-state.ts';
import { readSegmentHeader, type SegmentHeader, type SliceHeader } from './slice-header.ts';

/** Larger pictures are not looked at: level 6.2 ends here (Table A.8). */
const MOST_SAMPLES = 35_651_584;

/** A parameter set with the bytes it was read from: cameras repeat theirs with each key frame. */
type Known<T> = { nal: Uint8Array; coding: T | undefined };

/** `unknown`: the parameter sets are missing, or allow tools that are not read here. */
export type SegmentReading = 'whole' | 'damaged' | 'unknown';

/**
 * Reads the entropy-coded data of slices from end to end, as a decoder does, without making a picture: where it is whole,
 * every slice ends exactly where its NAL unit does. Decoders conceal what does not, and many say nothing.
 */
export class SliceWalker {
  private readonly sequences = new Map<number, Known<SequenceCoding>>();
  private readonly pictures = new Map<number, Known<PictureCoding>>();
  private current: Walk | undefined;

  /** An SPS with its NAL unit header. */
  readSequenceSet(nal: Uint8Array): void {
    const r = new BitReader(rbspOf(nal, 2, nal.length));
    const head = readSequenceHead(r);
    if (!head || isSame(this.sequences.get(head.id)?.nal, nal)) return;
    this.sequences.set(head.id, { nal: nal.slice(), coding: isWalked(head) ? readSequenceCoding(r, head) : undefined });
    this.current = undefined;
  }

  /** A PPS with its NAL unit header. */
  readPictureSet(nal: Uint8Array): void {
    const coding = readPictureCoding(rbspOf(nal, 2, nal.length));
    if (!coding || isSame(this.pictures.get(coding.id)?.nal, nal)) return;
    this.pictures.set(coding.id, { nal: nal.slice(), coding });
    this.current = undefined;
  }

  /** One slice segment with its NAL unit header. */
  readSegment(nal: Uint8Array): SegmentReading {
    const rbsp = rbspOf(nal, 2, nal.length);
    const type = ((nal[0] ?? 0) >> 1) & 63;
    const { ppsId } = readSegmentStart(new BitReader(rbsp), type);
    const pps = this.pictures.get(ppsId)?.coding;
    const sps = pps && this.sequences.get(pps.spsId)?.coding;
    if (!pps || !sps) return 'unknown';
    const header = readSegmentHeader(rbsp, type, sps, pps);
    if (!header) return 'damaged';
    if (this.current?.sps !== sps || this.current.pps !== pps) this.current = Walk.open(sps, pps);
    return this.current?.read(rbsp, header) ?? 'unknown';
  }

  /** Whether every block of the picture that was read last has been in a slice. */
  get isPictureComplete(): boolean {
    return this.current?.isComplete ?? true;
  }
}

/** Profiles beyond Main, Main 10 and Main Still Picture may use tools that change how slices are written. */
const isWalked = ({ profile, chromaFormat }: SequenceHead): boolean =>
  profile >= 1 && profile <= 3 && chromaFormat <= 1;

const isSame = (known: Uint8Array | undefined, nal: Uint8Array): boolean =>
  known?.length === nal.length && known.every((byte, n) => byte === nal[n]);

/** The slices of pictures that name one pair of parameter sets. */
class Walk {
  readonly sps: SequenceCoding;
  readonly pps: PictureCoding;
  private readonly layout: PictureLayout;
  private readonly picture: PictureState;
  private readonly tree: CodingTree;
  private slice: { header: SliceHeader; address: number } | undefined;
  /** In the order of tiles: the block with which the next segment begins. */
  private next = 0;
  // Contexts after the second block of a row, and at the end of a segment (9.3.2.4).
  private readonly ofRow: Uint8Array;
  private readonly ofSegment: Uint8Array;

  private constructor(sps: SequenceCoding, pps: PictureCoding, layout: PictureLayout) {
    this.sps = sps;
    this.pps = pps;
    this.layout = layout;
    this.picture = new PictureState(sps, layout);
    this.tree = new CodingTree(sps, pps, this.picture);
    this.ofRow = this.tree.decoder.contexts.slice();
    this.ofSegment = this.ofRow.slice();
  }

  static open(sps: SequenceCoding, pps: PictureCoding): Walk | undefined {
    if (sps.width * sps.height > MOST_SAMPLES) return undefined;
    const edge = 1 << sps.ctb;
    const layout = layOut(Math.ceil(sps.width / edge), Math.ceil(sps.height / edge), pps.tiles);
    return layout && new Walk(sps, pps, layout);
  }

  get isComplete(): boolean {
    return this.next === this.layout.blocks;
  }

  read(rbsp: Uint8Array<ArrayBuffer>, { isFirst, address, slice, dataAt }: SegmentHeader): SegmentReading {
    if (isFirst) {
      this.picture.begin();
      this.next = 0;
    }
    if (slice) this.slice = { header: slice, address };
    const begin = this.layout.toTileScan[address] ?? 0;
    const isContinued = begin === this.next && this.slice !== undefined;
    const end = isContinued ? this.readBlocks(withoutTrailingZeros(rbsp), dataAt, slice === null) : undefined;
    // A slice that is lost or damaged must not make those after it look so.
    this.next = end ?? this.layout.blocks;
    return end === undefined ? 'damaged' : 'whole';
  }

  /** slice_segment_data( ) of 7.3.8.1: the block behind the segment, or undefined where it is damaged. */
  private readBlocks(bytes: Uint8Array<ArrayBuffer>, dataAt: number, isDependent: boolean): number | undefined {
    const { tree, layout, slice } = this;
    const { decoder } = tree;
    if (!slice) return undefined;
    tree.beginSlice(slice.header);
    tree.start(bytes, dataAt);
    let isAtStart = true;
    for (let scanned = this.next; scanned < layout.blocks; isAtStart = false) {
      const address = layout.toRaster[scanned] ?? 0;
      this.setContexts(address, slice, isAtStart, isDependent);
      tree.readUnit(address, slice.address);
      if (decoder.isDamaged || decoder.isPastEnd) return undefined;
      if (this.pps.entropySync && this.isSecondOfRow(address)) this.ofRow.set(decoder.contexts);
      const isEnd = decoder.terminate() === 1;
      scanned++;
      if (isEnd) {
        this.ofSegment.set(decoder.contexts);
        const at = decoder.endOfData;
        // Encoders may fill up what is behind a picture's last block; no decoder looks at it.
        return at === bytes.length || (at !== undefined && scanned === layout.blocks) ? scanned : undefined;
      }
      if (scanned < layout.blocks && this.beginsSubset(layout.toRaster[scanned] ?? 0)) {
        const at = decoder.terminate() === 1 ? decoder.endOfData : undefined;
        if (at === undefined) return undefined;
        tree.start(bytes, at);
      }
    }
    return undefined;
  }

  private beginsSubset(address: number): boolean {
    const { startsTile, startsRow } = this.layout;
    return startsTile[address] === 1 || (this.pps.entropySync && startsRow[address] === 1);
  }

  private isSecondOfRow(address: number): boolean {
    const { startsRow } = this.layout;
    return startsRow[address] === 0 && startsRow[address - 1] === 1;
  }

  /** What the contexts are before a block (9.3.1). */
  private setContexts(
    address: number,
    { header, address: sliceAddress }: { header: SliceHeader; address: number },
    isAtStart: boolean,
    isDependent: boolean,
  ): void {
    const { contexts } = this.tree.decoder;
    const { columns, tileOf, startsTile, startsRow } = this.layout;
    const syncs = this.pps.entropySync && startsRow[address] === 1;
    if (!isAtStart && !syncs && startsTile[address] === 0) return;
    if (startsTile[address] === 0) {
      const diagonal = address - columns + 1;
      const isOurs = this.picture.sliceOf[diagonal] === sliceAddress && tileOf[diagonal] === tileOf[address];
      const isWithin = address >= columns && (address + 1) % columns !== 0;
      if (syncs && isWithin && isOurs) return void contexts.set(this.ofRow);
      if (!syncs && isDependent) return void contexts.set(this.ofSegment);
    }
    this.tree.decoder.resetContexts(initTypeOf(header), Math.min(51, header.qp));
  }
}

function initTypeOf({ type, cabacInit }: SliceHeader): InitType {
  if (type === 'I') return 0;
  return (type === 'P') === cabacInit ? 2 : 1;
}

/** cabac_zero_words may follow the data (7.3.2.10), which themselves end in a one. */
function withoutTrailingZeros(rbsp: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let end = rbsp.length;
  while (end > 0 && rbsp[end - 1] === 0) end--;
  return rbsp.subarray(0, end);
}
