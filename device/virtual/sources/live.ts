import { seconds } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import type { VideoFormat } from '../encode/frames.ts';
import { loadNodeAv, type NodeAv } from '../encode/node-av.ts';
import { LiveFeed } from './live-feed.ts';
import { type LiveInput, type LiveProblem, openLiveInput } from './live-input.ts';
import { motionDetector } from './motion.ts';
import type { OpenedSource, Recording, RecordingRequest, Source } from './source.ts';

/** After motion was reported, for so long it is not reported again. */
const QUIET = seconds(10);

const REASONS: Record<LiveProblem, string> = {
  unreachable: 'nothing answers there',
  silent: 'it answers too slowly, or not at all',
  unauthorised: 'it wants another name or password',
  not_found: 'it has no stream of this path',
  no_video: 'it has no H.264 or H.265 video',
  not_readable: 'what it sends cannot be read',
  lost: 'the connection was lost',
};

/** An existing IP camera as the lens: whatever address FFmpeg reads, with motion seen in the picture. */
export async function openLiveSource(url: string, { clock }: { clock: Clock }): Promise<OpenedSource> {
  const av = await loadNodeAv();
  if (av === undefined) return { ok: false, reason: 'A live address needs node-av, which is not installed.' };
  const closing = new AbortController();
  const input = await openLiveInput(av, url, closing.signal);
  if ('problem' in input)
    return { ok: false, reason: `${withoutPassword(url)} cannot be used: ${REASONS[input.problem]}.` };
  return { ok: true, source: new LiveSource(av, url, input, closing, clock) };
}

/** Errors are shown and logged; the address may hold a password. */
export const withoutPassword = (url: string): string => url.replace(/\/\/[^/@]*@/, '//');

class LiveSource implements Source {
  onMotion?: () => void;
  readonly #feed: LiveFeed;
  readonly #clock: Clock;
  #format: VideoFormat;

  constructor(av: NodeAv, url: string, first: LiveInput, closing: AbortController, clock: Clock) {
    this.#format = first.format;
    this.#clock = clock;
    const watch = motionWatch(clock, () => this.onMotion?.());
    this.#feed = new LiveFeed(av, url, {
      ...{ clock, first, closing },
      onState: (state) => {
        if (state.is === 'live') this.#format = state.footage.format;
        watch.begin();
      },
      onPicture: (frame) => watch.see(frame),
    });
  }

  /** Of the connection that is there, or was the last one. */
  get format(): VideoFormat {
    return this.#format;
  }

  record(request: RecordingRequest): Recording {
    return this.#feed.footage?.record(request) ?? nothing(this.#clock);
  }

  still(): Promise<Uint8Array | undefined> {
    return this.#feed.still();
  }

  close(): Promise<void> {
    return this.#feed.close();
  }
}

/** While there is no connection. */
export function nothing(clock: Clock): Recording {
  return { startedAt: clock.monotonic(), groups: (async function* () {})() };
}

/** Tells of motion in the picture, and then not again for a while. `begin`: another connection shows another picture. */
export function motionWatch(clock: Clock, onMotion: () => void) {
  let moves = motionDetector();
  let quietUntil = 0;
  return {
    begin(): void {
      moves = motionDetector();
    },
    see(frame: Parameters<typeof moves>[0]): void {
      const now = clock.monotonic();
      if (!moves(frame) || now < quietUntil) return;
      quietUntil = now + QUIET;
      onMotion();
    },
  };
}
