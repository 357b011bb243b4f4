import { demuxMp4 } from './demux-mp4.ts';
import { demuxTs } from './demux-ts.ts';
import { MovieIndex } from './movie-index.ts';
import { type FootageObject, type Sample, type SampleTrack, TICKS } from './samples.ts';

/**
 * An object with how much footage is missing before it, and what of it is wanted, counted from its first picture. `fromMs` is
 * for the first object only: what lies before it is hidden, and what no picture after it needs is left out.
 */
export type RemuxObject = FootageObject & { gapMs: number; fromMs?: number | undefined; toMs?: number | undefined };

/** The same object gave other samples the second time. */
export class RemuxError extends Error {
  override readonly name = 'RemuxError';
}

/** How far an object’s clock may be off the end of the one before and still count as going on. */
const STEP = TICKS;

/**
 * Makes one finished MP4, its index first, of objects that are read twice and one at a time, so that a recording of any
 * length passes through little memory: `add` all, send `head`, then `dataOf` all, in the same order.
 */
export class Mp4Remux {
  private readonly index = new MovieIndex();
  /** What of each object is in the movie. */
  private readonly parts: Part[] = [];
  /** Where the movie's clock stands after the objects so far, and how far theirs is from it. */
  private end: number | undefined;
  private shift = 0;

  add(object: RemuxObject): void {
    const { gapMs } = object;
    const fromMs = this.index.isEmpty ? object.fromMs : undefined;
    const all = demux(object);
    const from = fromMs === undefined ? undefined : firstShown(all) + toTicks(fromMs);
    const to = object.toMs === undefined ? undefined : firstShown(all) + toTicks(object.toMs);
    const kept = new Map(all.map((track) => [track.kind, keptOf(track, from, to)]));
    const tracks = takeOf(all, kept);
    this.place(tracks, gapMs);
    if (from !== undefined && tracks.length > 0) this.index.shownFrom = from + this.shift;
    for (const track of tracks) {
      this.index.add(
        track,
        track.samples.map((sample) => this.shifted(sample)),
      );
    }
    this.parts.push({ kept, bytes: bytesOf(tracks) });
  }

  /** Undefined where no object held a picture or sound. */
  head(): { head: Uint8Array; bytes: number } | undefined {
    return this.index.isEmpty ? undefined : this.index.head();
  }

  /** How many bytes `dataOf` gives of the object that was added as number `n`. */
  bytesOf(n: number): number {
    return this.parts[n]?.bytes ?? 0;
  }

  /** @throws RemuxError */
  dataOf(object: FootageObject, n: number): Uint8Array[] {
    const part = this.parts[n];
    const tracks = part ? takeOf(demux(object), part.kept) : [];
    const bytes = bytesOf(tracks);
    if (bytes !== part?.bytes) throw new RemuxError(`object ${n} has ${bytes} bytes of samples, not ${part?.bytes}`);
    return tracks.flatMap(({ samples }) => samples.map(({ data }) => data));
  }

  private shifted({ dts, pts, ...sample }: Sample): Sample {
    return { ...sample, dts: dts + this.shift, pts: pts + this.shift };
  }

  /** Objects go on with one clock; where one begins anew, it is put at the end of what came before. */
  private place(tracks: readonly SampleTrack[], gapMs: number): void {
    const starts = tracks.flatMap(({ samples }) => samples[0]?.dts ?? []);
    if (starts.length === 0) return;
    const start = Math.min(...starts);
    const due = (this.end ?? 0) + toTicks(gapMs);
    if (this.end === undefined || Math.abs(start + this.shift - due) > STEP) this.shift = due - start;
    this.end = Math.max(...tracks.map(endOf)) + this.shift;
  }
}

function demux({ bytes, container, init }: FootageObject): SampleTrack[] {
  const tracks = container === 'ts' ? demuxTs(bytes) : demuxMp4(bytes, init);
  return tracks.filter(({ samples }) => samples.length > 0);
}

/** Which samples of a track are in the movie, in the order in which they are decoded. */
type Kept = { first: number; end: number };
type Part = { kept: ReadonlyMap<SampleTrack['kind'], Kept>; bytes: number };

const toTicks = (ms: number): number => Math.round((ms * TICKS) / 1000);

function firstShown(tracks: readonly SampleTrack[]): number {
  const video = tracks.find(({ kind }) => kind === 'video') ?? tracks[0];
  return video ? video.samples.reduce((first, { pts }) => Math.min(first, pts), Number.POSITIVE_INFINITY) : 0;
}

/** From the last key picture that lies before what is wanted, or at it, to the last picture that does not lie after it. */
function keptOf({ samples }: SampleTrack, from: number | undefined, to: number | undefined): Kept {
  const first =
    from === undefined
      ? 0
      : Math.max(
          0,
          samples.findLastIndex(({ key, pts }) => key && pts <= from),
        );
  const end = to === undefined ? samples.length : samples.findLastIndex(({ pts }) => pts < to) + 1;
  return { first, end };
}

function takeOf(tracks: readonly SampleTrack[], kept: Part['kept']): SampleTrack[] {
  const taken = tracks.map((track) => {
    const { first, end } = kept.get(track.kind) ?? { first: 0, end: 0 };
    return { ...track, samples: track.samples.slice(first, end) };
  });
  return taken.filter(({ samples }) => samples.length > 0);
}

const bytesOf = (tracks: readonly SampleTrack[]): number =>
  tracks.reduce((sum, { samples }) => sum + samples.reduce((all, { data }) => all + data.length, 0), 0);

function endOf({ samples }: SampleTrack): number {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  return last ? last.dts + (before ? Math.max(0, last.dts - before.dts) : 0) : 0;
}
