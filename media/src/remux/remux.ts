import { demuxMp4 } from './demux-mp4.ts';
import { demuxTs } from './demux-ts.ts';
import { MovieIndex } from './movie-index.ts';
import { type FootageObject, type Sample, type SampleTrack, TICKS } from './samples.ts';

/** An object with how much footage is missing before it. */
export type RemuxObject = FootageObject & { gapMs: number };

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
  /** Bytes of samples that each object gave. */
  private readonly sizes: number[] = [];
  private sent = 0;
  /** Where the movie's clock stands after the objects so far, and how far theirs is from it. */
  private end: number | undefined;
  private shift = 0;

  add(object: RemuxObject): void {
    const tracks = demux(object);
    this.place(tracks, object.gapMs);
    let bytes = 0;
    for (const track of tracks) {
      this.index.add(
        track,
        track.samples.map((sample) => this.shifted(sample)),
      );
      bytes += dataBytes(track);
    }
    this.sizes.push(bytes);
  }

  /** Undefined where no object held a picture or sound. */
  head(): { head: Uint8Array; bytes: number } | undefined {
    return this.index.isEmpty ? undefined : this.index.head();
  }

  /** @throws RemuxError */
  dataOf(object: FootageObject): Uint8Array[] {
    const tracks = demux(object);
    const bytes = tracks.reduce((sum, track) => sum + dataBytes(track), 0);
    const expected = this.sizes[this.sent];
    if (bytes !== expected) throw new RemuxError(`object ${this.sent} has ${bytes} bytes of samples, not ${expected}`);
    this.sent += 1;
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
    const gap = Math.round((gapMs * TICKS) / 1000);
    const due = (this.end ?? 0) + gap;
    if (this.end === undefined || Math.abs(start + this.shift - due) > STEP) this.shift = due - start;
    this.end = Math.max(...tracks.map(endOf)) + this.shift;
  }
}

function demux({ bytes, container, init }: FootageObject): SampleTrack[] {
  const tracks = container === 'ts' ? demuxTs(bytes) : demuxMp4(bytes, init);
  return tracks.filter(({ samples }) => samples.length > 0);
}

const dataBytes = ({ samples }: SampleTrack): number => samples.reduce((sum, { data }) => sum + data.length, 0);

function endOf({ samples }: SampleTrack): number {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  return last ? last.dts + (before ? Math.max(0, last.dts - before.dts) : 0) : 0;
}
