import { milliseconds, seconds } from '@kaitong/contract';
import type { Frame } from 'node-av';
import { pauseBefore } from '../../src/back-off.ts';
import type { Clock } from '../../src/index.ts';
import type { NodeAv } from '../encode/node-av.ts';
import type { Canvas } from '../picture/canvas.ts';
import { encodeJpeg } from '../picture/jpeg.ts';
import { decodeKeyFrame, openDecoder, type PictureDecoder } from './decode.ts';
import { LiveFootage } from './live-footage.ts';
import { type LiveInput, type LivePacket, type LiveProblem, openLiveInput, type StreamAbout } from './live-input.ts';

/** The longest pause between two tries: a camera that was switched on again is back within a minute. */
const CEILING = seconds(30);
/** A connection that lasted so long was a good one: what follows it is tried again soon. */
const LASTED = seconds(10);

export type FeedState =
  | { is: 'connecting' }
  | { is: 'live'; footage: LiveFootage; about: StreamAbout; since: number }
  /** `tryAgainAt`: on the monotonic clock. */
  | { is: 'waiting'; problem: LiveProblem; tryAgainAt: number };

export type FeedOptions = {
  clock: Clock;
  /** From 0 to below 1: cameras behind one switch do not come back in the same moment. */
  random?: () => number;
  /** What was opened already, to begin with. */
  first?: LiveInput;
  /** Ends what waits for the camera; the feed's own, where it was `first` that was opened with it. */
  closing?: AbortController;
  onState?(state: FeedState): void;
  onPacket?(packet: LivePacket): void;
  /** Every picture, decoded; damaged ones are passed over. The frame is the feed's: what is needed of it is taken at once. */
  onPicture?(frame: Frame): void;
};

/** One camera's stream, opened again for as long as it takes. Nothing that happens to it ends the process or another feed. */
export class LiveFeed {
  readonly #av: NodeAv;
  readonly #url: string;
  readonly #options: FeedOptions;
  readonly #closing: AbortController;
  readonly #reading: Promise<void>;
  #state: FeedState = { is: 'connecting' };

  constructor(av: NodeAv, url: string, options: FeedOptions) {
    this.#av = av;
    this.#url = url;
    this.#options = options;
    this.#closing = options.closing ?? new AbortController();
    this.#reading = this.#read();
  }

  get state(): FeedState {
    return this.#state;
  }

  get footage(): LiveFootage | undefined {
    return this.#state.is === 'live' ? this.#state.footage : undefined;
  }

  /** The last key frame. */
  async picture(): Promise<Canvas | undefined> {
    const { footage } = this;
    const key = footage?.lastKey;
    return footage && key && (await decodeKeyFrame(this.#av, footage.format.codec, key.data));
  }

  /** The same as JPEG. */
  async still(): Promise<Uint8Array | undefined> {
    const canvas = await this.picture();
    return canvas && encodeJpeg(canvas);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    const { signal } = this.#closing;
    let { first } = this.#options;
    for (let attempt = 0; !signal.aborted; ) {
      const opened = first ?? (await this.#open());
      first = undefined;
      const from = clock.monotonic();
      const problem =
        'problem' in opened ? opened.problem : await this.#readInput(opened).catch((): LiveProblem => 'not_readable');
      if (signal.aborted) return;
      attempt = problem === 'lost' && clock.monotonic() - from >= LASTED ? 0 : attempt + 1;
      const pause = pauseBefore(Math.max(0, attempt - 1), random, CEILING);
      this.#become({ is: 'waiting', problem, tryAgainAt: clock.monotonic() + pause });
      await clock.sleep(milliseconds(pause), signal);
    }
  }

  async #open(): Promise<LiveInput | { problem: LiveProblem }> {
    this.#become({ is: 'connecting' });
    return await openLiveInput(this.#av, this.#url, this.#closing.signal);
  }

  async #readInput(input: LiveInput): Promise<LiveProblem> {
    const { clock, onPacket, onPicture } = this.#options;
    const footage = new LiveFootage(input.format, clock);
    let decoder: PictureDecoder | undefined;
    try {
      decoder = await openDecoder(this.#av, input.format.codec);
      this.#become({ is: 'live', footage, about: input.about, since: clock.monotonic() });
      for await (const packet of input.packets()) {
        footage.keep(packet);
        onPacket?.(packet);
        await decoder.decode(packet.data, (frame) => onPicture?.(frame));
        if (this.#closing.signal.aborted) break;
      }
    } finally {
      decoder?.close();
      await input.close();
      footage.end();
    }
    return 'lost';
  }

  #become(state: FeedState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}
