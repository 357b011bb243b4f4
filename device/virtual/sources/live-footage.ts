import { milliseconds } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import { durationOf, type Group, TICKS, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import type { LivePacket } from './live-input.ts';
import type { Recording, RecordingRequest } from './source.ts';

/** How much of the past is kept for the pre-record. */
const KEPT_MS = 10_000;

/** A group of pictures with the time at which its first one arrived. `whole`: the next key frame is there. */
type Arrived = { at: number; frames: VideoFrame[]; whole: boolean };

/** What came over one connection to a camera. Its times have no meaning beside those of the next one. */
export class LiveFootage {
  readonly format: VideoFormat;
  readonly #clock: Clock;
  readonly #followers = new Set<(group: Group | undefined) => void>();
  #groups: Arrived[] = [];
  #over = false;
  #news = Promise.withResolvers<void>();

  constructor(format: VideoFormat, clock: Clock) {
    this.format = format;
    this.#clock = clock;
  }

  keep({ data, key, pts, dts }: LivePacket): void {
    const now = this.#clock.monotonic();
    const current = this.#groups.at(-1);
    const last = current?.frames.at(-1);
    if (last && dts > last.dts) last.duration = dts - last.dts;
    if (key) {
      if (current) this.#complete(current);
      this.#groups.push({ at: now, frames: [], whole: false });
      while (this.#groups[1] && this.#groups[1].at < now - KEPT_MS) this.#groups.shift();
    }
    this.#groups.at(-1)?.frames.push({ data, key, pts, dts, duration: TICKS / this.format.fps });
    this.#tell();
  }

  /** The connection is gone: recordings end with what came. */
  end(): void {
    this.#over = true;
    this.#tell();
    for (const follower of this.#followers) follower(undefined);
    this.#followers.clear();
  }

  /** From the last whole group on, each as soon as it is whole; undefined once the connection is gone. @returns ends it */
  follow(follower: (group: Group | undefined) => void): () => void {
    const last = this.#groups.findLast(({ whole }) => whole);
    if (last) follower({ video: last.frames, audio: [] });
    if (this.#over) follower(undefined);
    else this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }

  get lastKey(): VideoFrame | undefined {
    return this.#groups.at(-1)?.frames[0];
  }

  record(request: RecordingRequest): Recording {
    const first = this.#groups.findLast(({ at }) => at <= request.from) ?? this.#groups[0];
    return { startedAt: first?.at ?? this.#clock.monotonic(), groups: this.#record(request, first) };
  }

  #complete(group: Arrived): void {
    group.whole = true;
    for (const follower of this.#followers) follower({ video: group.frames, audio: [] });
  }

  async *#record({ until, signal }: RecordingRequest, first: Arrived | undefined): AsyncGenerator<Group> {
    let group = first ?? (await this.#after(undefined, signal));
    const origin = group?.frames[0]?.dts ?? 0;
    for (; group !== undefined; group = await this.#after(group, signal)) {
      while (!group.whole && !this.#over && this.#clock.monotonic() < until && !signal.aborted) {
        await this.#change(until, signal);
      }
      if (signal.aborted) return;
      const video = group.frames.map((frame) => ({ ...frame, pts: frame.pts - origin, dts: frame.dts - origin }));
      yield { video, audio: [] };
      if (this.#clock.monotonic() >= until || group.at + durationOf({ video, audio: [] }) >= until) return;
    }
  }

  /** The group that followed, once it has begun. */
  async #after(group: Arrived | undefined, signal: AbortSignal): Promise<Arrived | undefined> {
    for (;;) {
      const next = group === undefined ? this.#groups[0] : this.#groups.find(({ at }) => at > group.at);
      if (next || signal.aborted || this.#over) return next;
      await this.#change(Number.POSITIVE_INFINITY, signal);
    }
  }

  /** Resolves with the next packet, at the latest at `until`. */
  async #change(until: number, signal: AbortSignal): Promise<void> {
    const left = Math.min(1000, until - this.#clock.monotonic());
    await Promise.race([this.#news.promise, this.#clock.sleep(milliseconds(Math.max(0, left)), signal)]);
  }

  #tell(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
