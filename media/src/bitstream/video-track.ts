import type { VideoCodec } from '@kaitong/contract/checks';
import type { KeyKind, Loss, ParameterSets, ReferenceState, Run, VideoFacts, VideoFormat } from '../facts.ts';
import { fromHex, toHex } from '../hex.ts';
import type { Ports } from '../ports.ts';
import { isHeard } from '../telling/tell.ts';
import { DuplicatePictures } from './duplicate-pictures.ts';
import type { NalReader, NalReading } from './nal-reading.ts';
import { openNalReader } from './open-reader.ts';
import { tellNal } from './tell-nal.ts';

export type Frame = {
  /** Milliseconds; null where the container gives none. */
  dts: number | null;
  pts: number | null;
  bytes: number;
  key: KeyKind | null;
  /** Byte position in the container of the object, for findings. */
  offset: number;
  /** In MPEG-TS: the first byte of its times, PTS before DTS. */
  timesAt?: number | null;
  /** In MPEG-TS: the program clock in its first packet. */
  clockMs?: number | null;
  /** In MPEG-TS: the program clock says that its times begin anew here. */
  isNewBase?: true;
};

/** What went wrong in the coded stream, counted, with the first place. */
export type StreamFault = { count: number; offset: number; frame: number };

type FaultKind = 'nal' | 'sets_missing' | 'set_unused';
type NalCause =
  | Extract<NalReading, { is: 'damaged' }>['cause']
  | 'length'
  | 'annexb'
  | 'little_endian'
  | 'lengths'
  | 'swapped_16'
  | 'swapped_32'
  | 'escaped_twice';

/** Hears of every NAL unit in order, with what it turned out to be. */
export type NalListener = (nal: Uint8Array, reading: NalReading) => void;

/** Slices of 250 bytes would fill the largest object with fewer; more is an attempt to keep us busy. */
export const MAX_NAL_UNITS = 1_000_000;
const MAX_SETS = 32;
const MAX_SET_BYTES = 2048;
const MAX_DAMAGED = 1000;
const MAX_FINGERPRINTS = 512;
/** A nearly black key frame is this small, and equal without being a copy. */
const MIN_FINGERPRINT_BYTES = 256;

/** RADL and RASL (Table 7-1). */
const isLeading = (nalType: number): boolean => nalType >= 6 && nalType <= 9;

const placeOf = ({ offset, frame }: StreamFault) => ({ offset, frame });

/** Collects pictures and faults of one video track, whatever container its NAL units come from. */
export class VideoTrack {
  readonly codec: VideoCodec;
  readonly frames: Frame[] = [];
  readonly faults: Partial<Record<FaultKind, StreamFault>> = {};
  nalCause: NalCause | null = null;
  readonly losses: Loss[] = [];
  /** Pictures that build on missing ones. */
  readonly garbled: Run[] = [];
  /** By picture: so many pictures, or a multiple, may be missing before it without a trace in the numbers (H.264). */
  readonly mayHide = new Map<number, number>();
  /** Pictures that stand there a second time, right behind the first. */
  duplicates: StreamFault | null = null;
  /** What the first picture, if it is no key picture, and the last one are known by. Of encoders that count nothing: null. */
  edges: VideoFacts['edges'] | null = null;
  /** Pictures that by their own numbers are shown before one that was decoded earlier, the first, and those that lead a key frame. */
  readonly earlier = { count: 0, leading: 0, frame: 0 };
  readonly parameterSets: ParameterSets = { vps: [], sps: [], pps: [] };
  readonly fingerprints: string[] = [];
  /** Distinct sizes of key pictures in order of appearance, as `1920x1080`. */
  readonly sizes: string[] = [];
  /** Whether SPS and PPS came in this object (not only from elsewhere) before its first key frame. */
  setsBeforeFirstKey = false;
  setsInStream = false;
  /** Whether a slice came behind such sets: sets at the very end belong to the segment that follows. */
  setsBeforeSlice = false;
  damagedSets = 0;
  nalUnits = 0;
  /** Parameter sets came from elsewhere, and no SPS or no PPS among them is one. */
  givenSetsDamaged = false;
  /** Format by the parameter sets that came from elsewhere. */
  givenFormat: VideoFormat | null = null;
  private readonly reader: NalReader;
  private readonly ports: Ports;
  private readonly listener: NalListener | undefined;
  /** Picture parameter sets that cannot be read: whether a slice names them shows later. */
  private readonly damagedPps: { pps: number; offset: number; frame: number }[] = [];
  private keySlices: Uint8Array[] | undefined;
  /** Slices of the present picture. */
  private slices: Uint8Array[] = [];
  private firstHash: string | null = null;
  private keySeen = false;
  private readonly pictures = new DuplicatePictures();
  /** A picture was decoded onto itself, and the next key picture has not come yet. */
  private isDoubled = false;

  constructor(codec: VideoCodec, ports: Ports, listener?: NalListener) {
    this.codec = codec;
    this.reader = openNalReader(codec);
    this.ports = ports;
    this.listener = listener;
  }

  get hasSets(): boolean {
    return this.parameterSets.sps.length > 0 && this.parameterSets.pps.length > 0;
  }

  /** Of H.265, whose SPS all name one (7.4.3.2.1). */
  get lacksVps(): boolean {
    return this.codec === 'h265' && this.parameterSets.vps.length === 0;
  }

  get sequenceSets(): Uint8Array[] {
    return this.parameterSets.sps.map(fromHex);
  }

  get format(): VideoFormat | null {
    return this.reader.format;
  }

  get references(): ReferenceState | null {
    return this.reader.references;
  }

  /** Builds on the pictures of the segment before, if it is of the same stream. */
  goOnFrom(earlier: VideoFacts | null | undefined): void {
    if (earlier?.codec === this.codec && earlier.references) this.reader.resume(earlier.references);
  }

  /** Parameter sets from an init segment, a sample entry or an earlier segment. */
  useParameterSets(sets: ParameterSets): void {
    const readable = { vps: 0, sps: 0, pps: 0 };
    for (const kind of ['vps', 'sps', 'pps'] as const)
      for (const hex of sets[kind]) {
        const nal = fromHex(hex);
        if (isHeard()) tellNal(this.codec, nal, null);
        const reading = this.reader.read(nal);
        this.listener?.(nal, reading);
        if (reading.is === 'parameter-set' && reading.set === kind) {
          this.remember(kind, hex);
          readable[kind]++;
        } else if (reading.is !== 'skipped') this.damagedSets++;
      }
    this.givenSetsDamaged = (sets.sps.length > 0 && readable.sps === 0) || (sets.pps.length > 0 && readable.pps === 0);
    this.givenFormat = this.reader.format;
  }

  /** One NAL unit at byte `offset`; tells what it was, so that the container can place pictures in time. */
  push(nal: Uint8Array, offset: number): NalReading {
    if (++this.nalUnits > MAX_NAL_UNITS) return { is: 'skipped' };
    if (isHeard()) tellNal(this.codec, nal, offset);
    const again = this.reader.counts ? this.pictures.find(nal) : undefined;
    const reading = again ?? this.reader.read(nal);
    this.listener?.(nal, reading);
    if (again?.startsPicture) this.noteDuplicate(nal, offset);
    else if (reading.is === 'slice' && !again) this.pictures.note(nal, reading);
    switch (reading.is) {
      case 'damaged':
        if (reading.cause === 'parameter_set') this.damagedSets++;
        if (reading.cause === 'parameter_set' && reading.pps !== undefined && this.damagedPps.length < MAX_DAMAGED)
          this.damagedPps.push({ pps: reading.pps, offset, frame: this.frames.length });
        else this.fault('nal', offset, reading.cause);
        break;
      case 'parameter-set':
        if (nal.length <= MAX_SET_BYTES) this.remember(reading.set, toHex(nal));
        if (reading.set !== 'vps') this.setsInStream = true;
        break;
      case 'slice':
        this.setsBeforeSlice ||= this.setsInStream;
        // Before the first sets nothing can be known: the stream begins in the middle, which has its own finding.
        if (reading.setsMissing && this.hasSets) this.fault('sets_missing', offset);
        if (reading.key && reading.startsPicture) this.noteSize();
        if (reading.lost) this.losses.push({ what: reading.lost, frame: this.frames.length, offset });
        if (reading.mayHide !== null) this.mayHide.set(this.frames.length, reading.mayHide);
        if (reading.startsPicture && this.reader.isShownEarlier) this.noteEarlier(nal);
        if (reading.key) this.isDoubled = false;
        if (reading.isGarbled || this.isDoubled)
          this.noteGarbled(reading.startsPicture ? this.frames.length : this.frames.length - 1);
        break;
      default:
        break;
    }
    return reading;
  }

  /** A new picture; `addSlice` follows. */
  beginFrame(frame: Frame): void {
    this.endPicture();
    this.frames.push(frame);
    if (!frame.key) return;
    if (!this.keySeen) this.setsBeforeFirstKey = this.setsInStream;
    this.keySeen = true;
    this.keySlices = [];
  }

  addSlice(nal: Uint8Array): void {
    this.keySlices?.push(nal);
    this.slices.push(nal);
  }

  end(): void {
    this.endPicture(true);
    for (const { pps, offset, frame } of this.damagedPps.splice(0))
      if (this.reader.needs(pps)) this.fault('nal', offset, 'parameter_set', frame);
      else this.fault('set_unused', offset, undefined, frame);
  }

  fault(kind: FaultKind, offset: number, cause?: NalCause, frame = this.frames.length): void {
    const known = this.faults[kind];
    const isFirst = !known || offset < known.offset;
    this.faults[kind] = { count: (known?.count ?? 0) + 1, ...(isFirst ? { offset, frame } : placeOf(known)) };
    if (cause && isFirst) this.nalCause = cause;
  }

  /** Names the one thing that makes all units look wrong. */
  blame(cause: NalCause, offset: number): void {
    this.faults.nal = { count: Math.max(1, this.nalUnits), offset, frame: 0 };
    this.nalCause = cause;
  }

  /** Decoders of H.264 add its changes to what it has already made; those of H.265 leave it out. */
  private noteDuplicate(nal: Uint8Array, offset: number): void {
    this.duplicates ??= { count: 0, offset, frame: this.frames.length };
    this.duplicates.count++;
    const isReference = ((nal[0] ?? 0) & 0x60) !== 0;
    if (this.codec === 'h264' && isReference) this.isDoubled = true;
  }

  private noteEarlier(nal: Uint8Array): void {
    if (this.earlier.count++ === 0) this.earlier.frame = this.frames.length;
    if (this.codec === 'h265' && isLeading(((nal[0] ?? 0) >> 1) & 63)) this.earlier.leading++;
  }

  private noteGarbled(frame: number): void {
    const last = this.garbled.at(-1);
    if (last && frame <= last[1]) last[1] = Math.max(last[1], frame + 1);
    else this.garbled.push([Math.max(0, frame), frame + 1]);
  }

  private endPicture(isLast = false): void {
    this.endKeyFrame();
    const { slices } = this;
    this.slices = [];
    if (slices.length === 0 || !this.reader.counts) return;
    const isFirst = this.frames.length === 1 && !this.frames[0]?.key;
    if (isFirst) this.firstHash = this.ports.hash('sha256', slices);
    if (isLast) this.edges = { first: this.firstHash, last: this.ports.hash('sha256', slices) };
  }

  private endKeyFrame(): void {
    const slices = this.keySlices;
    this.keySlices = undefined;
    if (!slices || this.fingerprints.length >= MAX_FINGERPRINTS) return;
    const bytes = slices.reduce((sum, slice) => sum + slice.length, 0);
    if (bytes >= MIN_FINGERPRINT_BYTES) this.fingerprints.push(this.ports.hash('sha256', slices));
  }

  private remember(kind: keyof ParameterSets, hex: string): void {
    const sets = this.parameterSets[kind];
    if (sets.length < MAX_SETS && !sets.includes(hex)) sets.push(hex);
  }

  private noteSize(): void {
    const format = this.reader.format;
    if (!format) return;
    const size = `${format.width}x${format.height}`;
    if (!this.sizes.includes(size) && this.sizes.length < 16) this.sizes.push(size);
  }
}
