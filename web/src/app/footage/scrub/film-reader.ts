import type { app, Output } from '@kaitong/contract';
import { serverNow } from '../../../api/clock.ts';

type Found = Output<typeof app.getFilmstrip>;
export type Filmstrip = NonNullable<Found['filmstrip']>;

/** Where small pictures of a moment are read. `key`: of what. */
export type Film = { key: string; read: (at: number) => Promise<Found> };
/** One of a strip's pictures. */
export type FilmPicture = { strip: Filmstrip; n: number };

/** An hour of them is two megabytes. */
const MOST_KEPT = 60;
/** What was not there is not asked for again before. */
const AGAIN_MS = 3_000;
/** What is made just now is asked for again by itself while a finger rests there, each time later. */
const COMING_MS = 1_000;
const LONGEST_MS = 30_000;
/** For which moments that holds: about as long as a strip. */
const NEAR_MS = 20_000;

type Missed = { at: number; until: number; waited: number };

/**
 * Reads strips as somebody's finger passes: one request at a time, and the next one for where the finger is then. What it
 * passed in between is not asked for.
 */
export class FilmReader {
  private strips: Filmstrip[] = [];
  private missed: Missed[] = [];
  private wanted: number | undefined;
  private isReading = false;
  private readonly read: Film['read'];
  private readonly listeners = new Set<() => void>();

  constructor(read: Film['read']) {
    this.read = read;
  }

  /** Calls whenever more was read, until the returned function is called. */
  follow(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** The picture that was taken last before a moment, if its strip was read. */
  find(at: number): FilmPicture | undefined {
    const strip = this.strips.find(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to));
    if (!strip) return undefined;
    const since = at - Date.parse(strip.from);
    return {
      strip,
      n: Math.max(
        0,
        strip.pictures.findLastIndex((taken) => taken <= since),
      ),
    };
  }

  /** What a player does not know yet is no moment: nothing is asked for. */
  want(at: number | undefined): void {
    this.wanted = Number.isFinite(at) ? at : undefined;
    if (!this.isReading) void this.readOn();
  }

  private async readOn(): Promise<void> {
    this.isReading = true;
    for (let at = this.next(); at !== undefined; at = this.next()) {
      const found = await this.read(at).catch(() => undefined);
      if (found?.filmstrip) this.strips = [found.filmstrip, ...this.strips].slice(0, MOST_KEPT);
      // One that ends before the moment it was asked for would be asked for again and again.
      if (!this.find(at)) this.miss(at, found?.isComing === true);
      for (const listener of this.listeners) listener();
    }
    this.isReading = false;
  }

  private miss(at: number, isComing: boolean): void {
    const before = this.missed.find((one) => isNear(one, at));
    const waited = isComing ? Math.min(before ? 2 * before.waited : COMING_MS, LONGEST_MS) : AGAIN_MS;
    const missed: Missed = { at, until: serverNow() + waited, waited };
    this.missed = [missed, ...this.missed.filter((one) => one !== before)].slice(0, MOST_KEPT);
    if (!isComing) return;
    setTimeout(() => {
      missed.until = 0;
      this.want(this.wanted);
    }, waited);
  }

  private next(): number | undefined {
    const { wanted: at, missed } = this;
    if (at === undefined || this.find(at)) return undefined;
    const now = serverNow();
    return missed.some((one) => one.until > now && isNear(one, at)) ? undefined : at;
  }
}

const isNear = (one: Missed, at: number): boolean => Math.abs(one.at - at) < NEAR_MS;
