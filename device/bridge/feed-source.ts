import type { Clock } from '../src/index.ts';
import type { VideoFormat } from '../virtual/encode/frames.ts';
import { nothing } from '../virtual/sources/live.ts';
import type { LiveFeed } from '../virtual/sources/live-feed.ts';
import type { Recording, RecordingRequest, Source } from '../virtual/sources/source.ts';

/** A stream that is supervised by somebody else as the lens of a camera, which may be closed and made anew meanwhile. */
export class FeedSource implements Source {
  onMotion?: () => void;
  readonly #feed: LiveFeed;
  readonly #clock: Clock;
  #format: VideoFormat;

  /** `format`: of the connection that is there. */
  constructor(feed: LiveFeed, format: VideoFormat, clock: Clock) {
    this.#feed = feed;
    this.#format = format;
    this.#clock = clock;
  }

  get format(): VideoFormat {
    this.#format = this.#feed.footage?.format ?? this.#format;
    return this.#format;
  }

  record(request: RecordingRequest): Recording {
    return this.#feed.footage?.record(request) ?? nothing(this.#clock);
  }

  still(): Promise<Uint8Array | undefined> {
    return this.#feed.still();
  }

  async close(): Promise<void> {}
}
