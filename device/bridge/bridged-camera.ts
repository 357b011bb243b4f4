import { rm } from 'node:fs/promises';
import path from 'node:path';
import { seconds } from '@kaitong/contract';
import { MotionMeter } from '@kaitong/judge/local';
import type { Frame } from 'node-av';
import {
  type Clock,
  Credentials,
  type DeviceProblem,
  type Outcome,
  openFolderSpool,
  openFolderStorage,
  pairDevice,
  type Storage,
} from '../src/index.ts';
import { failed } from '../src/outcome.ts';
import { startVirtualCamera } from '../virtual/camera.ts';
import type { CameraNews, VirtualCamera, WaveRefusal } from '../virtual/camera-options.ts';
import type { NodeAv } from '../virtual/encode/node-av.ts';
import { motionWatch } from '../virtual/sources/live.ts';
import { type FeedState, LiveFeed } from '../virtual/sources/live-feed.ts';
import type { CameraConfig } from './config.ts';
import { FeedSource } from './feed-source.ts';
import { OnvifMotion, type OnvifState } from './onvif/onvif-motion.ts';
import type { Preview, PreviewJudge } from './preview.ts';
import { RecentMotion } from './recent-motion.ts';
import { StreamMeter } from './stream-meter.ts';
import { PACKED } from './take-clip.ts';

/** A camera without a stream for longer is no camera: its device goes offline until the stream is back. */
const AWAY = seconds(60);
const CREDENTIALS = 'credentials';
/** One bridge has many cameras and one disk. */
const CARD_BYTES = 128 * 1024 * 1024;
const MOST_NEWS = 12;

export type Surroundings = {
  av: NodeAv;
  clock: Clock;
  folder: string;
  judge: PreviewJudge;
  random?: () => number;
  /** Something about it has changed. */
  onChange(): void;
  /** For the log. */
  onNews(news: CameraNews): void;
  onFeed(state: FeedState): void;
  onOnvif(state: OnvifState): void;
};

export type Noted = { at: number; news: CameraNews };
export type HookAnswer = { seen: true } | { seen: false; because: WaveRefusal | 'unpaired' | 'no_stream' };

/** One camera of a bridge: its stream, and the device that stands for it once it is paired. */
export class BridgedCamera {
  readonly config: CameraConfig;
  readonly motion = new RecentMotion();
  readonly feed: LiveFeed;
  /** The camera’s own motion detection, where the configuration says how it is heard. */
  readonly onvif: OnvifMotion | undefined;
  readonly #around: Surroundings;
  readonly #closing = new AbortController();
  readonly #folder: string;
  #storage: Storage | undefined;
  #source: FeedSource | undefined;
  #camera: VirtualCamera | undefined;
  #credentials: Credentials | undefined;
  #work: Promise<void> = Promise.resolve();
  #away = new AbortController();
  #meter = new StreamMeter();
  #motionMeter = new MotionMeter();
  #preview: Preview | undefined;
  #looking: Promise<void> | undefined;
  #news: Noted[] = [];

  constructor(config: CameraConfig, around: Surroundings) {
    this.config = config;
    this.#around = around;
    this.#folder = path.join(around.folder, config.name);
    const watch = motionWatch(around.clock, () => this.#moved());
    this.feed = new LiveFeed(around.av, config.source, {
      clock: around.clock,
      ...(around.random ? { random: around.random } : {}),
      onState: (state) => {
        watch.begin();
        this.#followFeed(state);
      },
      onPacket: (packet) => this.#meter.add(packet, around.clock.monotonic()),
      onPicture: (frame) => {
        watch.see(frame);
        this.#measure(frame);
      },
    });
    this.onvif = config.onvif === undefined ? undefined : this.#listen(config.onvif);
  }

  get measures() {
    return this.#meter.measures;
  }

  get preview(): Preview | undefined {
    return this.#preview;
  }

  get camera(): VirtualCamera | undefined {
    return this.#camera;
  }

  get deviceId(): string | undefined {
    return this.#credentials?.deviceId;
  }

  /** The newest first. */
  get news(): readonly Noted[] {
    return this.#news;
  }

  /** Takes the credentials of an earlier pairing. */
  async open(): Promise<void> {
    this.#storage = await openFolderStorage(this.#folder);
    const text = await this.#storage.get(CREDENTIALS);
    if (text !== undefined) this.#credentials = Credentials.parse(JSON.parse(text));
    await this.#inTurn(() => this.#switchOn());
  }

  /** By the text of the app's QR code. */
  async pair(pairingText: string): Promise<Outcome<void>> {
    const { licence, firmware } = this.config;
    if (!licence) return failed('licence_unknown', 'The configuration has no licence for this camera.');
    if (this.#credentials)
      return failed('already_bound', 'This camera is paired; its owner removes it in the app first.');
    const paired = await pairDevice({ pairingText, ...licence, firmware, features: FEATURES, sample: 'bridge' });
    if (!paired.ok) return paired;
    await this.#storage?.set(CREDENTIALS, JSON.stringify(paired.value, null, 2));
    this.#credentials = paired.value;
    await this.#inTurn(() => this.#switchOn());
    this.#around.onChange();
    return { ok: true, value: undefined };
  }

  /** Whatever calls the hook has seen something. */
  trigger(): HookAnswer {
    if (!this.feed.footage) return { seen: false, because: 'no_stream' };
    if (!this.#camera) return { seen: false, because: 'unpaired' };
    const answer = this.#camera.wave();
    return answer.seen ? { seen: true } : answer;
  }

  /** False: there is no stream, or one is being taken. */
  look(): boolean {
    const { footage } = this.feed;
    if (!footage || this.#looking !== undefined) return false;
    const source = new FeedSource(this.feed, footage.format, this.#around.clock);
    this.#looking = this.#around.judge.look(source, this.#around.clock, this.#closing.signal, (preview) => {
      this.#preview = preview;
      this.#around.onChange();
    });
    void this.#looking.finally(() => {
      this.#looking = undefined;
    });
    return true;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#away.abort();
    await this.#inTurn(async () => this.#camera?.close());
    await Promise.all([this.feed.close(), this.onvif?.close(), this.#looking]);
  }

  #followFeed(state: FeedState): void {
    const { onFeed, onChange, clock } = this.#around;
    if (state.is === 'live') {
      this.#away.abort();
      this.#meter = new StreamMeter();
      this.#motionMeter = new MotionMeter();
      void this.#inTurn(() => this.#switchOn());
    } else if (this.#away.signal.aborted && state.is === 'waiting') {
      this.#away = new AbortController();
      const { signal } = this.#away;
      void clock.sleep(AWAY, signal).then(() => {
        if (!signal.aborted) void this.#inTurn(async () => this.#camera?.stop());
      });
    }
    onFeed(state);
    onChange();
  }

  /** Its device is there once it is paired and its stream has been there. */
  async #switchOn(): Promise<void> {
    const { footage } = this.feed;
    const { clock } = this.#around;
    if (this.#closing.signal.aborted || !this.#credentials || !footage || !this.#storage) return;
    if (this.#camera) {
      if (this.#camera.state === 'stopped') this.#camera.start();
      return;
    }
    this.#source = new FeedSource(this.feed, footage.format, clock);
    const { firmware, preRecord, length } = this.config;
    this.#camera = await startVirtualCamera({
      ...PACKED,
      codec: footage.format.codec,
      source: { kind: 'opened', source: this.#source },
      credentials: this.#credentials,
      firmware,
      clip: { preRecordMs: preRecord * 1000, postRecordMs: length * 1000 },
      storage: this.#storage,
      spool: await openFolderSpool(path.join(this.#folder, 'footage'), CARD_BYTES),
      clock,
      onNews: (news) => this.#hear(news),
    });
    this.#around.onChange();
  }

  #hear(news: CameraNews): void {
    const noted = { at: this.#around.clock.wall(), news };
    if (news.is !== 'object') this.#news = [noted, ...this.#news].slice(0, MOST_NEWS);
    this.#around.onNews(news);
    this.#around.onChange();
    if (news.is === 'unpaired') void this.#inTurn(() => this.#forget());
  }

  /** The owner removed it: what a unit does then. */
  async #forget(): Promise<void> {
    const camera = this.#camera;
    this.#camera = undefined;
    this.#credentials = undefined;
    await camera?.close();
    await rm(this.#folder, { recursive: true, force: true });
    this.#storage = await openFolderStorage(this.#folder);
    this.#around.onChange();
  }

  #listen(address: string): OnvifMotion {
    const { clock, random, onOnvif, onChange } = this.#around;
    return new OnvifMotion(address, {
      clock,
      ...(random ? { random } : {}),
      onState(state) {
        onOnvif(state);
        onChange();
      },
      onMotion: () => this.#record(),
    });
  }

  /** While the camera tells of motion itself, what moves in the picture is an event only where it says so, too. */
  #moved(): void {
    if (this.config.motion === 'picture' && !this.onvif?.isStill) this.#record();
  }

  #record(): void {
    if (this.feed.footage) this.#source?.onMotion?.();
  }

  #measure({ format, width, height, data, linesize }: Frame): void {
    const name = this.#around.av.avGetPixFmtName(format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? '';
    const level = this.#motionMeter.add({ format: name, width, height, data, linesize });
    if (level !== undefined && this.motion.add(level, this.#around.clock.monotonic())) this.#around.onChange();
  }

  /** One after another: what pairs, switches on and forgets. A failure of one is told, and is none of the next. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      const problem: DeviceProblem = { code: 'camera_failed', detail: String(error), retry: true, retryAfterMs: null };
      this.#hear({ is: 'state', state: { state: 'connecting', problem } });
    });
    return this.#work;
  }
}

const FEATURES = { probe: true, simulate: true };
