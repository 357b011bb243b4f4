import type { InitFacts, TrackFacts } from '../facts.ts';
import { isHeard, tellField, tellSample } from '../telling/tell.ts';
import { whyMiscounted } from '../timeline/other-timescale.ts';
import { type Box, type BoxProblem, type Fields, findBox, listBoxes } from './boxes.ts';
import { findMiscountedTimes, type Miscounted } from './miscounted-times.ts';
import { leadsThrough } from './nal-lengths.ts';
import type { Sample } from './reader.ts';
import { entryBytesOf, reducedFlags } from './run-flags.ts';
import type { Bomb } from './sample-tables.ts';
import { type RunTimes, timeInRun } from './sample-times.ts';
import { findStandingTimes } from './standing-times.ts';

/**
 * Bytes of an entry of `trun` by its flags, and as they are there. `right`: the flags that fit, where there is one way only.
 * The place is that of the flags.
 */
export type WrongFlags = { flags: number; right: number | null; promised: number; found: number; offset: number };

/** Where the next sample lies, and what its fragment says of its time. */
type Cursor = { dts: number; offset: number } & Pick<RunTimes, 'tfdt' | 'due'>;

/** How far a time in other ticks is from where the fragment should begin. */
const LEAST_OFF_SECONDS = 0.1;

/** State that goes on from fragment to fragment of an object. */
export class Fragments {
  /** First and last `mfhd` sequence number, and steps that were not one. */
  sequence: { first: number; last: number } | null = null;
  readonly sequenceBreaks: { from: number; to: number; offset: number }[] = [];
  bomb: Bomb | undefined;
  /** Fields that a `trun` promises by its flags, against those that it has room for. */
  wrongFlags: WrongFlags | undefined;
  /** Track fragments whose `tfdt` has its sign bit set (8.8.12 knows no sign), and the first such time. */
  readonly negative = { count: 0, offset: 0, ms: 0 };
  /** Track fragments without `tfdt`, and whether the first of a track was one. */
  untimed = 0;
  readonly unanchored = new Set<number>();
  /** Track fragments that begin when the first one did, as all of their track do, and the place of the first such time. */
  readonly standing = { count: 0, offset: 0, ms: 0 };
  /** Where it says first that pictures last 0. */
  timelessBy: 'trex' | 'tfhd' | 'trun' | undefined;
  /** Track fragments whose `tfdt` is counted in ticks of another track, the place of the first, and both timescales. */
  readonly miscounted: Miscounted = { count: 0, offset: 0, own: 0, other: 0, why: 'timescale' };
  private readonly firstTimes = new Map<number, number>();
  private readonly standingTracks: ReadonlySet<number>;
  /** By track: the timescale of another, in whose ticks all of its times are. */
  private readonly otherTimescales: ReadonlyMap<number, number>;
  private readonly nextDts = new Map<number, number>();
  private readonly file: Fields;
  private readonly tracks: Map<number, TrackFacts>;
  private readonly problem: (problem: BoxProblem) => void;
  private samples = 0;

  constructor(file: Fields, init: InitFacts, moofs: readonly Box[], problem: (problem: BoxProblem) => void) {
    this.file = file;
    this.standingTracks = findStandingTimes(file, moofs);
    this.tracks = new Map(init.tracks.map((track) => [track.id, track]));
    this.otherTimescales = findMiscountedTimes(file, moofs, this.tracks);
    this.problem = problem;
  }

  /** Reads one `moof` (ISO/IEC 14496-12, 8.8.4 to 8.8.12). */
  read(moof: Box, each: (sample: Sample) => void): void {
    const { file } = this;
    const children = listBoxes(file, moof.body, moof.end, this.problem);
    const mfhd = findBox(children, 'mfhd');
    if (mfhd) this.noteSequence(file.u32(mfhd.body + 4, 'sequence_number'), moof.start, mfhd);
    let implicitBase = moof.start;
    for (const traf of children.filter((box) => box.type === 'traf')) {
      const end = this.readTrack(traf, moof.start, implicitBase, each);
      if (end !== undefined) implicitBase = end;
    }
  }

  private noteSequence(number: number, offset: number, { body }: Box): void {
    if (!this.sequence) this.sequence = { first: number, last: number };
    else {
      const from = this.sequence.last;
      if (number !== from + 1) this.sequenceBreaks.push({ from, to: number, offset });
      tellField('sequence_number', body + 4, 4, number, from + 1);
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
    const track = this.tracks.get(file.u32(tfhd.body + 4, 'track_ID'));
    if (!track) return undefined;
    const flags = file.u24(tfhd.body + 1, 'flags');
    let at = tfhd.body + 8;
    let base = flags & 0x020000 ? moofStart : implicitBase;
    if (flags & 0x01) {
      base = file.u64(at, 'base_data_offset');
      at += 8;
    }
    if (flags & 0x02) at += 4;
    let defaultDuration = track.defaults?.duration ?? 0;
    let defaultSize = track.defaults?.size ?? 0;
    if (flags & 0x08) {
      defaultDuration = file.u32(at, 'default_sample_duration');
      at += 4;
    }
    if (flags & 0x10) defaultSize = file.u32(at, 'default_sample_size');

    const due = this.nextDts.get(track.id);
    let dts = due;
    const tfdt = findBox(children, 'tfdt');
    if (tfdt) {
      dts = this.goingOn(tfdt, track, due) ?? this.inOtherTicks(tfdt, track, due) ?? this.readTime(tfdt, track, due);
      if (!this.firstTimes.has(track.id)) this.firstTimes.set(track.id, dts);
    } else {
      this.untimed++;
      if (dts === undefined) this.unanchored.add(track.id);
    }
    const cursor: Cursor = { dts: dts ?? 0, offset: base, tfdt, due };
    for (const trun of children.filter((box) => box.type === 'trun')) {
      if (
        !this.readRun(
          trun,
          track,
          base,
          { duration: defaultDuration, size: defaultSize, from: flags & 0x08 ? 'tfhd' : 'trex' },
          cursor,
          each,
        )
      )
        break;
      cursor.due = null;
    }
    this.nextDts.set(track.id, cursor.dts);
    return cursor.offset;
  }

  /** When a fragment begins that says another time because all of its track say the same: where the one before ended. */
  private goingOn(tfdt: Box, { id, timescale }: TrackFacts, due: number | undefined): number | undefined {
    if (due === undefined || !this.standingTracks.has(id)) return undefined;
    const { file, standing } = this;
    const isLong = file.u8(tfdt.body) === 1;
    const said = isLong ? file.i64(tfdt.body + 4) : file.u32(tfdt.body + 4);
    if (said === due) return undefined;
    if (standing.count++ === 0) {
      standing.offset = tfdt.start;
      standing.ms = (said * 1000) / timescale;
    }
    tellField('baseMediaDecodeTime', tfdt.body + 4, isLong ? 8 : 4, said, due);
    return due;
  }

  /** When a fragment begins that says its time in ticks of another track: where the one before ended. */
  private inOtherTicks(tfdt: Box, { id, timescale: own }: TrackFacts, due: number | undefined): number | undefined {
    const other = this.otherTimescales.get(id);
    if (due === undefined || other === undefined) return undefined;
    const { file, miscounted } = this;
    const isLong = file.u8(tfdt.body) === 1;
    const said = isLong ? file.i64(tfdt.body + 4) : file.u32(tfdt.body + 4);
    if (Math.abs(said - due) < own * LEAST_OFF_SECONDS) return undefined;
    if (miscounted.count++ === 0)
      Object.assign(miscounted, {
        offset: tfdt.start,
        own,
        other,
        why: whyMiscounted([...this.tracks.values()], other),
      });
    tellField('baseMediaDecodeTime', tfdt.body + 4, isLong ? 8 : 4, said, due);
    return due;
  }

  /** baseMediaDecodeTime: 64 bits without sign by the standard; one that is set is what a subtraction has left. */
  private readTime(tfdt: Box, { timescale }: TrackFacts, due = 0): number {
    const { file, negative } = this;
    if (file.u8(tfdt.body, 'version') !== 1) return file.u32(tfdt.body + 4, 'baseMediaDecodeTime');
    const time = file.i64(tfdt.body + 4, 'baseMediaDecodeTime');
    if (time < 0) tellField('baseMediaDecodeTime', tfdt.body + 4, 8, time, due);
    if (time < 0 && negative.count++ === 0) {
      negative.offset = tfdt.start;
      negative.ms = (time * 1000) / timescale;
    }
    return time;
  }

  /**
   * The flags by which the entries of a `trun` fill their box, where `found` bytes are there for each: those declared, or
   * without the fields that a muxer promises and leaves out, as the first sample tells. None: nobody knows which those are.
   */
  private flagsThatFit(
    declared: number,
    found: number,
    run: { at: number; data: number; track: TrackFacts },
  ): number[] {
    const promised = entryBytesOf(declared);
    if (promised === 0 || found === promised || found < 4 || found > 16 || found % 4 !== 0) return [declared];
    const fitting = reducedFlags(declared).filter((flags) => entryBytesOf(flags) === found);
    const possible = [...new Set(fitting)].filter((flags) => this.isSampleBy(flags, run));
    // Where sizes stand in the entries, the first one proves them.
    const proved = possible.filter((flags) => flags & 0x200);
    return proved.length > 0 ? proved : possible;
  }

  /** Whether the first sample of a run of pictures consists of NAL units, if its entry is read by these flags. */
  private isSampleBy(flags: number, { at, data, track }: { at: number; data: number; track: TrackFacts }): boolean {
    if (!(flags & 0x200) || track.kind !== 'video') return true;
    const size = this.file.u32(at + (flags & 0x100 ? 4 : 0));
    return size > 0 && leadsThrough(this.file.bytes.subarray(data, data + size), track.nalLengthBytes);
  }

  private readRun(
    trun: Box,
    track: TrackFacts,
    base: number,
    defaults: { duration: number; size: number; from: 'trex' | 'tfhd' },
    cursor: Cursor,
    each: (sample: Sample) => void,
  ): boolean {
    const { file } = this;
    const declared = file.u24(trun.body + 1, 'flags');
    const count = file.u32(trun.body + 4, 'sample_count');
    let at = trun.body + 8;
    if (declared & 0x001) {
      cursor.offset = base + file.i32(at, 'data_offset');
      at += 4;
    }
    if (declared & 0x004) at += 4;
    const room = Math.max(0, trun.end - at);
    const fitting = this.flagsThatFit(declared, count > 1 ? room / count : 0, { at, data: cursor.offset, track });
    const flags = fitting[0] ?? null;
    const right = fitting.length === 1 ? flags : null;
    if (right !== null && right !== declared) tellField('flags', trun.body + 1, 3, declared, right);
    if (flags !== declared)
      this.wrongFlags ??= {
        flags: declared,
        right,
        promised: entryBytesOf(declared),
        found: room / count,
        offset: trun.body + 1,
      };
    if (flags === null) return false;
    const entryBytes = entryBytesOf(flags);
    // Runs without entries are limited by the bytes that their samples would need.
    const possible =
      entryBytes > 0 ? Math.floor(room / entryBytes) : Math.ceil(file.bytes.length / Math.max(1, defaults.size));
    if (count > possible * (entryBytes > 0 ? 1 : 16) || this.samples + count > MAX_SAMPLES) {
      this.bomb ??= { box: 'trun', declared: count, possible };
      return false;
    }
    this.samples += count;
    const times = {
      ...{ timescale: track.timescale, tfdt: cursor.tfdt, due: cursor.due, trun, count },
      entries: flags & 0x100 ? { at, bytes: entryBytes } : null,
      defaultDuration: defaults.duration,
    };
    for (let i = 0; i < count; i++) {
      let { duration, size } = defaults;
      let compositionOffset = 0;
      if (flags & 0x100) {
        duration = file.u32(at, nameOf('sample_duration', i));
        at += 4;
      }
      if (flags & 0x200) {
        size = file.u32(at, nameOf('sample_size', i));
        at += 4;
      }
      if (flags & 0x400) at += 4;
      if (flags & 0x800) {
        compositionOffset = file.i32(at, nameOf('sample_composition_time_offset', i));
        at += 4;
      }
      if (duration === 0 && track.kind === 'video') this.timelessBy ??= flags & 0x100 ? 'trun' : defaults.from;
      if (isHeard() && track.kind === 'video')
        tellSample(cursor.offset, cursor.offset + size, () => timeInRun(file, times, i));
      each({ track, offset: cursor.offset, size, dts: cursor.dts, duration, compositionOffset });
      cursor.offset += size;
      cursor.dts += duration;
    }
    return true;
  }
}

/** Of thousands of samples the first ones show how they are written. */
const nameOf = (field: string, sample: number): string | undefined => (sample < 2 ? `${field}[${sample}]` : undefined);

/** Far above any camera's fragment, far below what would keep us busy. */
const MAX_SAMPLES = 4_000_000;
