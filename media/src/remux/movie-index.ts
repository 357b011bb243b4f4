import { sizeOf } from './sample-entries.ts';
import { type Sample, type SampleTrack, TICKS } from './samples.ts';
import { box, concat, fullBox, letters, u16, u32, u32List, u64List } from './write-boxes.ts';

type Chunk = { at: number; samples: number; entry: number };
/** When the movie begins, and before which moment nothing is shown. */
type Shown = { movieStart: number; from: number };

/** The tables of one track, without the samples' bytes. */
class TrackIndex {
  readonly kind: SampleTrack['kind'];
  readonly entries: Uint8Array[] = [];
  readonly chunks: Chunk[] = [];
  private readonly dts: number[] = [];
  private readonly offsets: number[] = [];
  private readonly sizes: number[] = [];
  private readonly keys: number[] = [];
  private firstPts = Number.POSITIVE_INFINITY;
  private lastPts = 0;
  private lastDuration = TICKS / 25;

  constructor(kind: SampleTrack['kind']) {
    this.kind = kind;
  }

  add(entry: Uint8Array, samples: readonly Sample[], at: number): void {
    const isSame = (one: Uint8Array): boolean => one.length === entry.length && one.every((b, n) => b === entry[n]);
    let known = this.entries.findIndex(isSame);
    if (known < 0) known = this.entries.push(entry) - 1;
    this.chunks.push({ at, samples: samples.length, entry: known + 1 });
    for (const { data, dts, pts, key } of samples) {
      const last = this.dts.at(-1);
      // A clock that stands still or goes back would make a table that no player reads.
      const decoded = last === undefined ? dts : Math.max(dts, last + 1);
      if (last !== undefined) this.lastDuration = decoded - last;
      this.dts.push(decoded);
      this.offsets.push(pts - decoded);
      this.sizes.push(data.length);
      if (key) this.keys.push(this.sizes.length);
      this.firstPts = Math.min(this.firstPts, pts);
      this.lastPts = Math.max(this.lastPts, pts);
    }
  }

  /** When it is first seen or heard, where what lies before a moment is not shown. */
  startsAt(from: number): number {
    return Math.max(this.firstPts, from);
  }

  /** How long it is shown, in ticks. */
  shown(from: number): number {
    return Math.max(0, this.lastPts + this.lastDuration - this.startsAt(from));
  }

  /** The sum of its samples' durations. */
  private get decoded(): number {
    return (this.dts.at(-1) ?? 0) + this.lastDuration - (this.dts[0] ?? 0);
  }

  box(id: number, { movieStart, from }: Shown, chunkBase: number, wide: boolean): Uint8Array {
    const isVideo = this.kind === 'video';
    const first = this.entries[0] ?? new Uint8Array();
    const { width, height } = isVideo ? sizeOf(first) : { width: 0, height: 0 };
    const startsAt = this.startsAt(from);
    const mediaStart = startsAt - (this.dts[0] ?? 0);
    const delay = Math.max(0, startsAt - movieStart);
    const shown = this.shown(from);
    const edits = [...(delay > 0 ? [u32(delay, -1, 0x10000)] : []), u32(shown, Math.max(0, mediaStart), 0x10000)];
    return box(
      'trak',
      fullBox('tkhd', 0, 3, u32(0, 0, id, 0, delay + shown, 0, 0), u16(0, 0, isVideo ? 0 : 0x100, 0), MATRIX, [
        ...u32(width * 0x10000, height * 0x10000),
      ]),
      box('edts', fullBox('elst', 0, 0, u32(edits.length), ...edits)),
      box(
        'mdia',
        fullBox('mdhd', 0, 0, u32(0, 0, TICKS, this.decoded), u16(0x55c4, 0)),
        fullBox('hdlr', 0, 0, u32(0), letters(isVideo ? 'vide' : 'soun'), new Uint8Array(12), letters('Kaitong\0')),
        box(
          'minf',
          isVideo ? fullBox('vmhd', 0, 1, new Uint8Array(8)) : fullBox('smhd', 0, 0, new Uint8Array(4)),
          box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
          box('stbl', ...this.tables(chunkBase, wide)),
        ),
      ),
    );
  }

  private tables(chunkBase: number, wide: boolean): Uint8Array[] {
    const durations = this.dts.map((dts, n) => (this.dts[n + 1] ?? dts + this.lastDuration) - dts);
    const hasOffsets = this.offsets.some((offset) => offset !== 0);
    const places = this.chunks.map(({ at }) => chunkBase + at);
    return [
      fullBox('stsd', 0, 0, u32(this.entries.length), ...this.entries),
      fullBox('stts', 0, 0, runs(durations)),
      // Version 1: a picture may be shown before its decoding time says, in streams that begin in the middle.
      ...(hasOffsets ? [fullBox('ctts', 1, 0, runs(this.offsets))] : []),
      ...(this.keys.length < this.sizes.length
        ? [fullBox('stss', 0, 0, u32(this.keys.length), u32List(this.keys))]
        : []),
      fullBox(
        'stsc',
        0,
        0,
        u32(this.chunks.length),
        u32List(this.chunks.flatMap((c, n) => [n + 1, c.samples, c.entry])),
      ),
      fullBox('stsz', 0, 0, u32(0, this.sizes.length), u32List(this.sizes)),
      wide
        ? fullBox('co64', 0, 0, u32(places.length), u64List(places))
        : fullBox('stco', 0, 0, u32(places.length), u32List(places)),
    ];
  }
}

/** Run-length pairs: how often, and what. */
function runs(values: readonly number[]): Uint8Array {
  const pairs: number[] = [];
  for (const value of values) {
    if (pairs.length > 0 && pairs.at(-1) === value) pairs[pairs.length - 2] = (pairs.at(-2) ?? 0) + 1;
    else pairs.push(1, value);
  }
  return concat([u32(pairs.length / 2), u32List(pairs)]);
}

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const FTYP = box('ftyp', letters('isom'), u32(512), letters('isomiso2avc1mp41'));
/** `mdat` with a length of 64 bits, always: its size is then the same whatever it holds. */
const MDAT_HEADER_BYTES = 16;
/** Beyond it, places of chunks need 64 bits. */
const NARROW = 2 ** 32 - 2 ** 24;

/** All that stands before the samples of a finished MP4. */
export class MovieIndex {
  private readonly tracks: TrackIndex[] = [];
  private dataBytes = 0;
  /** What a decoder needs before the first picture that is wanted is there, and an edit list keeps it from being shown. */
  shownFrom = Number.NEGATIVE_INFINITY;

  /** Samples that follow each other in the file; times in the movie's own clock. */
  add({ kind, entry }: Pick<SampleTrack, 'kind' | 'entry'>, samples: readonly Sample[]): void {
    let track = this.tracks.find((one) => one.kind === kind);
    if (!track) {
      track = new TrackIndex(kind);
      this.tracks.push(track);
    }
    track.add(entry, samples, this.dataBytes);
    this.dataBytes += samples.reduce((sum, { data }) => sum + data.length, 0);
  }

  get isEmpty(): boolean {
    return this.tracks.length === 0;
  }

  /** Everything in front of the samples, and the length of the whole file. */
  head(): { head: Uint8Array; bytes: number } {
    const wide = this.dataBytes > NARROW;
    const headBytes = FTYP.length + this.moov(0, wide).length + MDAT_HEADER_BYTES;
    const moov = this.moov(headBytes, wide);
    const head = concat([FTYP, moov, u32(1), letters('mdat'), u64List([this.dataBytes + MDAT_HEADER_BYTES])]);
    return { head, bytes: headBytes + this.dataBytes };
  }

  private moov(chunkBase: number, wide: boolean): Uint8Array {
    const from = this.shownFrom;
    const movieStart = Math.min(...this.tracks.map((track) => track.startsAt(from)));
    const ends = this.tracks.map((track) => track.startsAt(from) - movieStart + track.shown(from));
    const mvhd = [u32(0, 0, TICKS, Math.max(...ends), 0x10000), u16(0x100), new Uint8Array(10), MATRIX];
    return box(
      'moov',
      fullBox('mvhd', 0, 0, ...mvhd, new Uint8Array(24), u32(this.tracks.length + 1)),
      ...this.tracks.map((track, n) => track.box(n + 1, { movieStart, from }, chunkBase, wide)),
    );
  }
}
