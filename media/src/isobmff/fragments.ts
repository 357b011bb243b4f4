import type { InitFacts, TrackFacts } from '../facts.ts';
import { type Box, type BoxProblem, type Fields, findBox, listBoxes } from './boxes.ts';
import type { Sample } from './reader.ts';
import type { Bomb } from './sample-tables.ts';

/** State that goes on from fragment to fragment of an object. */
export class Fragments {
  /** First and last `mfhd` sequence number, and steps that were not one. */
  sequence: { first: number; last: number } | null = null;
  readonly sequenceBreaks: { from: number; to: number; offset: number }[] = [];
  bomb: Bomb | undefined;
  /** Track fragments without `tfdt`, and whether the first of a track was one. */
  untimed = 0;
  readonly unanchored = new Set<number>();
  private readonly nextDts = new Map<number, number>();
  private readonly file: Fields;
  private readonly tracks: Map<number, TrackFacts>;
  private readonly problem: (problem: BoxProblem) => void;
  private samples = 0;

  constructor(file: Fields, init: InitFacts, problem: (problem: BoxProblem) => void) {
    this.file = file;
    this.tracks = new Map(init.tracks.map((track) => [track.id, track]));
    this.problem = problem;
  }

  /** Reads one `moof` (ISO/IEC 14496-12, 8.8.4 to 8.8.12). */
  read(moof: Box, each: (sample: Sample) => void): void {
    const { file } = this;
    const children = listBoxes(file, moof.body, moof.end, this.problem);
    const mfhd = findBox(children, 'mfhd');
    if (mfhd) this.noteSequence(file.u32(mfhd.body + 4), moof.start);
    let implicitBase = moof.start;
    for (const traf of children.filter((box) => box.type === 'traf')) {
      const end = this.readTrack(traf, moof.start, implicitBase, each);
      if (end !== undefined) implicitBase = end;
    }
  }

  private noteSequence(number: number, offset: number): void {
    if (!this.sequence) this.sequence = { first: number, last: number };
    else {
      const from = this.sequence.last;
      if (number !== from + 1) this.sequenceBreaks.push({ from, to: number, offset });
      this.sequence.last = number;
    }
  }

  private readTrack(
    traf: Box,
    moofStart: number,
    implicitBase: number,
    each: (sample: Sample) => void,
  ): number | undefined {
    const { file } = this;
    const children = listBoxes(file, traf.body, traf.end, this.problem);
    const tfhd = findBox(children, 'tfhd');
    if (!tfhd) {
      this.problem({ is: 'invalid', offset: traf.start });
      return undefined;
    }
    const track = this.tracks.get(file.u32(tfhd.body + 4));
    if (!track) return undefined;
    const flags = file.u24(tfhd.body + 1);
    let at = tfhd.body + 8;
    let base = flags & 0x020000 ? moofStart : implicitBase;
    if (flags & 0x01) {
      base = file.u64(at);
      at += 8;
    }
    if (flags & 0x02) at += 4;
    let defaultDuration = track.defaults?.duration ?? 0;
    let defaultSize = track.defaults?.size ?? 0;
    if (flags & 0x08) {
      defaultDuration = file.u32(at);
      at += 4;
    }
    if (flags & 0x10) defaultSize = file.u32(at);

    let dts = this.nextDts.get(track.id);
    const tfdt = findBox(children, 'tfdt');
    if (tfdt) dts = file.u8(tfdt.body) === 1 ? file.u64(tfdt.body + 4) : file.u32(tfdt.body + 4);
    else {
      this.untimed++;
      if (dts === undefined) this.unanchored.add(track.id);
    }
    const cursor = { dts: dts ?? 0, offset: base };
    for (const trun of children.filter((box) => box.type === 'trun'))
      if (!this.readRun(trun, track, base, { duration: defaultDuration, size: defaultSize }, cursor, each)) break;
    this.nextDts.set(track.id, cursor.dts);
    return cursor.offset;
  }

  private readRun(
    trun: Box,
    track: TrackFacts,
    base: number,
    defaults: { duration: number; size: number },
    cursor: { dts: number; offset: number },
    each: (sample: Sample) => void,
  ): boolean {
    const { file } = this;
    const flags = file.u24(trun.body + 1);
    const count = file.u32(trun.body + 4);
    let at = trun.body + 8;
    if (flags & 0x001) {
      cursor.offset = base + file.i32(at);
      at += 4;
    }
    if (flags & 0x004) at += 4;
    const entryBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4;
    // Runs without entries are limited by the bytes that their samples would need.
    const room = Math.max(0, trun.end - at);
    const possible =
      entryBytes > 0 ? Math.floor(room / entryBytes) : Math.ceil(file.bytes.length / Math.max(1, defaults.size));
    if (count > possible * (entryBytes > 0 ? 1 : 16) || this.samples + count > MAX_SAMPLES) {
      this.bomb ??= { box: 'trun', declared: count, possible };
      return false;
    }
    this.samples += count;
    for (let i = 0; i < count; i++) {
      let { duration, size } = defaults;
      let compositionOffset = 0;
      if (flags & 0x100) {
        duration = file.u32(at);
        at += 4;
      }
      if (flags & 0x200) {
        size = file.u32(at);
        at += 4;
      }
      if (flags & 0x400) at += 4;
      if (flags & 0x800) {
        compositionOffset = file.i32(at);
        at += 4;
      }
      each({ track, offset: cursor.offset, size, dts: cursor.dts, compositionOffset });
      cursor.offset += size;
      cursor.dts += duration;
    }
    return true;
  }
}

/** Far above any camera's fragment, far below what would keep us busy. */
const MAX_SAMPLES = 4_000_000;
