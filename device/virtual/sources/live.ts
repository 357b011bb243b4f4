import { milliseconds, seconds } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import { durationOf, type Group, TICKS, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import { loadNodeAv, type NodeAv } from '../encode/node-av.ts';
import { encodeJpeg } from '../picture/jpeg.ts';
import { decodeKeyFrame, openDecoder } from './decode.ts';
import { type LiveInput, type LivePacket, openLiveInput } from './live-input.ts';
import { motionDetector } from './motion.ts';
import type { OpenedSource, Recording, RecordingRequest, Source } from './source.ts';

/** How much of the past is kept for the pre-record. */
const KEPT_MS = 10_000;
/** After motion was reported, for so long it is not reported again. */
const QUIET = seconds(10);
const RECONNECT = seconds(2);

/** A group of pictures with the time at which its first one arrived. `whole`: the next key frame is there. */
type Arrived = { at: number; frames: VideoFrame[]; whole: boolean };

/** An existing IP camera as the lens: whatever address FFmpeg reads, with motion seen in the picture. */
export async function openLiveSource(url: string, { clock }: { clock: Clock }): Promise<OpenedSource> {
  const av = await loadNodeAv();
  if (av === undefined) return { ok: false, reason: 'A live address needs node-av, which is not installed.' };
  const input = await openLiveInput(av, url);
  if (typeof input === 'string') return { ok: false, reason: `${withoutPassword(url)} cannot be used: ${input}.` };
  return { ok: true, source: new LiveSource(av, url, input, clock) };
}

/** Errors are shown and logged; the address may hold a password. */
const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

class LiveSource implements Source {
  readonly format: VideoFormat;
  onMotion?: () => void;
  readonly #av: NodeAv;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #reading: Promise<void>;
  #groups: Arrived[] = [];
  #input: LiveInput;
  #news = Promise.withResolvers<void>();

  constructor(av: NodeAv, url: string, input: LiveInput, clock: Clock) {
    this.#av = av;
    this.#url = url;
    this.#input = input;
    this.#clock = clock;
    this.format = input.format;
    this.#reading = this.#read();
  }

  record(request: RecordingRequest): Recording {
    const first = this.#groups.findLast(({ at }) => at <= request.from) ?? this.#groups[0];
    return { startedAt: first?.at ?? this.#clock.monotonic(), groups: this.#record(request, first) };
  }

  async still(): Promise<Uint8Array | undefined> {
    const key = this.#groups.at(-1)?.frames[0];
    const canvas = key && (await decodeKeyFrame(this.#av, this.format.codec, key.data));
    return canvas && encodeJpeg(canvas);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#news.resolve();
    await this.#input.close();
    await this.#reading;
  }

  async *#record({ until, signal }: RecordingRequest, first: Arrived | undefined): AsyncGenerator<Group> {
    let group = first ?? (await this.#after(undefined, signal));
    const origin = group?.frames[0]?.dts ?? 0;
    for (; group !== undefined; group = await this.#after(group, signal)) {
      while (!group.whole && this.#clock.monotonic() < until && !signal.aborted && !this.#closing.signal.aborted) {
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
      if (next || signal.aborted || this.#closing.signal.aborted) return next;
      await this.#change(Number.POSITIVE_INFINITY, signal);
    }
  }

  /** Resolves with the next packet, at the latest at `until`. */
  async #change(until: number, signal: AbortSignal): Promise<void> {
    const left = Math.min(1000, until - this.#clock.monotonic());
    await Promise.race([this.#news.promise, this.#clock.sleep(milliseconds(Math.max(0, left)), signal)]);
  }

  async #read(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#readInput(this.#input);
      if (signal.aborted) return;
      await this.#input.close();
      await this.#clock.sleep(RECONNECT, signal);
      const again = signal.aborted ? '' : await openLiveInput(this.#av, this.#url);
      if (typeof again !== 'string') this.#input = again;
    }
  }

  async #readInput(input: LiveInput): Promise<void> {
    const decoder = await openDecoder(this.#av, this.format.codec);
    const moves = motionDetector();
    let quietUntil = 0;
    // Times of the stream that was there before have no meaning beside the new ones.
    this.#groups = [];
    for await (const packet of input.packets()) {
      this.#keep(packet);
      await decoder.decode(packet.data, (frame) => {
        const now = this.#clock.monotonic();
        if (!moves(frame) || now < quietUntil) return;
        quietUntil = now + QUIET;
        this.onMotion?.();
      });
      if (this.#closing.signal.aborted) break;
    }
    decoder.close();
  }

  #keep({ data, key, pts, dts }: LivePacket): void {
    const now = this.#clock.monotonic();
    const current = this.#groups.at(-1);
    const last = current?.frames.at(-1);
    if (last && dts > last.dts) last.duration = dts - last.dts;
    if (key) {
      if (current) current.whole = true;
      this.#groups.push({ at: now, frames: [], whole: false });
      while (this.#groups[1] && this.#groups[1].at < now - KEPT_MS) this.#groups.shift();
    }
    this.#groups.at(-1)?.frames.push({ data, key, pts, dts, duration: TICKS / this.format.fps });
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }
}
