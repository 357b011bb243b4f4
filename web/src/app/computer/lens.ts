import { shareChanged } from './motion.ts';
import { H264 } from './obstacles.ts';

/** Pictures from one key frame to the next. Times are milliseconds of the capture. */
export type Group = {
  chunks: readonly EncodedVideoChunk[];
  config: VideoDecoderConfig;
  from: number;
  until: number;
  /** When its last picture was taken, on the page's clock. */
  endedAt: number;
};

export type LensOptions = {
  onGroup(group: Group): void;
  /** The share of the picture that changed; `at` is of the capture. `still` is to be called at once, if at all. */
  onPicture(share: number, at: number, still: () => Promise<Uint8Array>): void;
  /** No picture came for so long: the page was frozen, or the computer slept. What was recorded before does not go on. */
  onStandstill(ms: number): void;
  /** The camera was unplugged or taken away, or the encoder gave up. */
  onEnd(error: unknown): void;
};

export type Lens = {
  stream: MediaStream;
  size: { width: number; height: number };
  /** Where in the capture now is, and where the group began that is being made. */
  now(): number;
  groupFrom(): number;
  close(): void;
};

const ASKED = { width: { ideal: 1280, max: 1280 }, height: { ideal: 720, max: 720 }, frameRate: { ideal: 15 } };
const PER_SECOND = 15;
/** Cameras of 30 pictures a second give every second one. */
const LEAST_STEP_MS = 1000 / PER_SECOND - 15;
export const GROUP_MS = 2000;
const BITS_PER_SECOND = 1_500_000;
/** A machine that is too slow leaves pictures out; their stamps go with them, so nothing jumps. */
const MOST_QUEUED = 4;
/** Five times a second. */
const LOOK_EVERY = 3;
const SMALL = { width: 64, height: 36 };
/** A list's picture; cameras' own are of this size, too. */
const STILL_WIDTH = 640;
const STANDSTILL_MS = 4000;

/** @throws what `getUserMedia` throws */
export async function openLens(options: LensOptions): Promise<Lens> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: ASKED, audio: false });
  const [track] = stream.getVideoTracks();
  if (!track) throw new DOMException('no video', 'NotFoundError');
  const settings = track.getSettings();
  const size = { width: even(settings.width ?? 640), height: even(settings.height ?? 480) };
  const recorder = new Recorder(size, options);
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  let isClosed = false;
  void (async () => {
    try {
      for (;;) {
        const { value: frame, done } = await reader.read();
        if (done) break;
        recorder.take(frame);
        frame.close(); // two that are open stop the camera
      }
      if (!isClosed) options.onEnd(new DOMException('the camera is gone', 'NotFoundError'));
    } catch (error) {
      if (!isClosed) options.onEnd(error);
    }
  })();
  return {
    stream,
    size,
    now: () => performance.now() - recorder.offset,
    groupFrom: () => recorder.groupFrom,
    close() {
      isClosed = true;
      track.stop();
      reader.cancel().catch(() => {});
      recorder.close();
    },
  };
}

/** 4:2:0 halves both. */
const even = (length: number): number => length - (length % 2);

class Recorder {
  /** From the capture's clock to the page's: what came soonest tells it best. */
  offset = Number.POSITIVE_INFINITY;
  groupFrom = Number.NEGATIVE_INFINITY;
  readonly #options: LensOptions;
  readonly #encoder: VideoEncoder;
  readonly #small = canvas(SMALL.width, SMALL.height);
  #before: Uint8ClampedArray | undefined;
  #config: VideoDecoderConfig | undefined;
  #chunks: EncodedVideoChunk[] = [];
  #last = Number.NEGATIVE_INFINITY;
  #lastKey = Number.NEGATIVE_INFINITY;
  #heardAt: number | undefined;
  #taken = 0;

  constructor({ width, height }: Lens['size'], options: LensOptions) {
    this.#options = options;
    this.#encoder = new VideoEncoder({
      output: (chunk, meta) => this.#put(chunk, meta?.decoderConfig),
      error: (error) => options.onEnd(error),
    });
    this.#encoder.configure({
      ...{ codec: H264, width, height, bitrate: BITS_PER_SECOND, framerate: PER_SECOND },
      ...{ latencyMode: 'realtime', avc: { format: 'avc' } }, // sizes before the units, as MP4 has them
    });
  }

  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  take(frame: VideoFrame): void {
    const now = performance.now();
    const at = frame.timestamp / 1000;
    const heardAt = Date.now(); // the other clock may sleep with the computer
    const silence = heardAt - (this.#heardAt ?? heardAt);
    this.#heardAt = heardAt;
    if (silence > STANDSTILL_MS) this.#standStill(silence);
    this.offset = Math.min(this.offset, now - at);
    if (at - this.#last < LEAST_STEP_MS || this.#encoder.state !== 'configured') return;
    this.#last = at;
    this.#taken += 1;
    if (this.#taken % LOOK_EVERY === 0) this.#look(frame, at);
    if (this.#encoder.encodeQueueSize > MOST_QUEUED) return;
    const keyFrame = at - this.#lastKey >= GROUP_MS;
    if (keyFrame) this.#lastKey = at;
    this.#encoder.encode(frame, { keyFrame });
  }

  #standStill(ms: number): void {
    this.#chunks = [];
    this.#before = undefined;
    this.#lastKey = Number.NEGATIVE_INFINITY;
    this.groupFrom = Number.NEGATIVE_INFINITY;
    this.#options.onStandstill(ms);
  }

  #look(frame: VideoFrame, at: number): void {
    this.#small.drawImage(frame, 0, 0, SMALL.width, SMALL.height);
    const now = this.#small.getImageData(0, 0, SMALL.width, SMALL.height).data;
    const before = this.#before;
    this.#before = now;
    if (before) this.#options.onPicture(shareChanged(before, now), at, () => stillOf(frame));
  }

  #put(chunk: EncodedVideoChunk, config: VideoDecoderConfig | undefined): void {
    this.#config ??= config; // it comes with the first chunk alone
    const from = chunk.timestamp / 1000;
    if (chunk.type === 'key') {
      this.#endGroup(from);
      this.groupFrom = from;
    }
    if (this.#chunks.length > 0 || chunk.type === 'key') this.#chunks.push(chunk);
  }

  #endGroup(until: number): void {
    const [chunks, first] = [this.#chunks, this.#chunks[0]];
    const last = chunks.at(-1);
    this.#chunks = [];
    if (!first || !last || !this.#config) return;
    const endedAt = last.timestamp / 1000 + this.offset;
    this.#options.onGroup({ chunks, config: this.#config, from: first.timestamp / 1000, until, endedAt });
  }
}

function canvas(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no canvas');
  return context;
}

/** The frame is drawn at once: it is closed when this returns. */
function stillOf(frame: VideoFrame): Promise<Uint8Array> {
  const height = Math.round((STILL_WIDTH * frame.displayHeight) / frame.displayWidth);
  const large = canvas(STILL_WIDTH, height);
  large.drawImage(frame, 0, 0, STILL_WIDTH, height);
  return large.canvas
    .convertToBlob({ type: 'image/jpeg', quality: 0.75 })
    .then(async (blob) => new Uint8Array(await blob.arrayBuffer()));
}
