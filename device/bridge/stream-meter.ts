import { TICKS } from '../virtual/encode/frames.ts';
import type { LivePacket } from '../virtual/sources/live-input.ts';

/** What is measured tells of so long, up to now. */
const WINDOW_MS = 10_000;
/** A clock is compared with ours once so much of it has been seen: packets come up to half a second apart. */
const CLOCK_MS = 20_000;
/** Servers send what they kept at once, to begin with. */
const SETTLED_MS = 5000;

export type StreamMeasures = {
  /** Pictures a second, by their arrival. */
  fps: number | null;
  kbps: number | null;
  /** From one key frame to the next, the longest. */
  keyMs: number | null;
  /** How much faster than real time its time stamps run, in percent; negative: slower. */
  clockPercent: number | null;
};

/** What a stream is like, by what comes of it. One for each connection. */
export class StreamMeter {
  readonly #recent: { at: number; bytes: number }[] = [];
  #began: number | undefined;
  #first: { at: number; dts: number } | undefined;
  #last: { at: number; dts: number } | undefined;
  #keyAt: number | undefined;
  #longestKeyMs: number | undefined;

  add({ data, key, dts }: LivePacket, now: number): void {
    this.#recent.push({ at: now, bytes: data.length });
    while (this.#recent[0] && this.#recent[0].at < now - WINDOW_MS) this.#recent.shift();
    this.#began ??= now;
    if (now - this.#began >= SETTLED_MS) this.#first ??= { at: now, dts };
    this.#last = { at: now, dts };
    if (!key) return;
    const atMs = dts / (TICKS / 1000);
    if (this.#keyAt !== undefined) this.#longestKeyMs = Math.max(this.#longestKeyMs ?? 0, atMs - this.#keyAt);
    this.#keyAt = atMs;
  }

  get measures(): StreamMeasures {
    const [first] = this.#recent;
    const seconds = first && this.#last ? (this.#last.at - first.at) / 1000 : 0;
    const isLong = seconds * 1000 >= SETTLED_MS;
    const bytes = this.#recent.reduce((sum, packet) => sum + packet.bytes, 0);
    return {
      fps: isLong ? (this.#recent.length - 1) / seconds : null,
      kbps: isLong ? (bytes * 8) / 1000 / seconds : null,
      keyMs: this.#longestKeyMs ?? null,
      clockPercent: this.#clock(),
    };
  }

  #clock(): number | null {
    const [first, last] = [this.#first, this.#last];
    if (!first || !last || last.at - first.at < CLOCK_MS) return null;
    return ((last.dts - first.dts) / (TICKS / 1000) / (last.at - first.at) - 1) * 100;
  }
}
