import {
  type Command,
  type Duration,
  type MotionDetection,
  milliseconds,
  type RecordingGrant,
  seconds,
} from '@kaitong/contract';
import {
  type Clock,
  createDevice,
  type Device,
  type DeviceSettings,
  type EventObject,
  fetchTrusting,
  type Grant,
  isWatching,
  openConnection,
  type SessionState,
  systemClock,
} from '../src/index.ts';
import { CameraError } from './camera-error.ts';
import type { CameraNews, Cause, VirtualCamera, VirtualCameraOptions, WaveAnswer } from './camera-options.ts';
import { faults, recipeFor } from './faults/catalogue.ts';
import type { Fault, Recipe } from './faults/fault.ts';
import { wire } from './faults/wiring/wire.ts';
import { type EventResult, recordEvent } from './record-event.ts';
import type { ClipLength, RecorderOptions } from './recorder.ts';
import { openSource } from './sources/open.ts';
import type { Source } from './sources/source.ts';
import { broken, recordContinuously, recordSubscribed } from './subscribed.ts';

const ALL_DAY: MotionDetection = { enabled: true, sensitivity: 'high', schedule: null };
const CLIP: ClipLength = { preRecordMs: 2000, postRecordMs: 4000 };
/** A test event shows that the way up works; the platform wants no more of it. */
const PROBE_CLIP: ClipLength = { preRecordMs: 2000, postRecordMs: 0 };
/** How long a sleepy camera stays up after it had something to do. */
const AWAKE: Duration = seconds(20);
/** How long a camera that cools down sees nothing after an event. */
const COOL_DOWN: Duration = seconds(1.5);
/** The night lasts until the recording is over. */
const NIGHT_MARGIN = seconds(10);
/** How long a woken camera waits for the command that may be kept for it. */
const COMMAND_WAIT: Duration = seconds(3);

/** A camera that nobody can tell from a real one by its protocol. Throws `CameraError` for options that do not fit. */
export async function startVirtualCamera(options: VirtualCameraOptions): Promise<VirtualCamera> {
  const fault: Fault | undefined = options.fault && faults[options.fault];
  const { container, codec, encryption } = options;
  const asked = { ...(container && { container }), ...(codec && { codec }), ...(encryption && { encryption }) };
  const recipe = recipeFor(asked, fault);
  if (recipe === undefined) {
    throw new CameraError(`The fault ${options.fault} needs ${JSON.stringify(fault?.needs)}.`);
  }
  const clock = options.clock ?? systemClock;
  const source = await openSource(options.source ?? { kind: 'drawn' }, {
    format: { codec: recipe.codec, width: options.width ?? 640, height: options.height ?? 360, fps: options.fps ?? 15 },
    label: `${options.credentials.deviceId} ${options.firmware}`,
    groupMs: options.segmentMs ?? 2000,
    sound: options.sound ?? false,
    clock,
    ...(fault?.picture ? { fault: fault.picture } : {}),
  });
  if (!source.ok) throw new CameraError(source.reason);
  const camera = new RunningCamera(
    options,
    { ...recipe, codec: source.source.format.codec },
    source.source,
    fault,
    clock,
  );
  if (options.powered ?? true) camera.start();
  return camera;
}

class RunningCamera implements VirtualCamera {
  readonly device: Device;
  readonly recipe: Recipe;
  readonly #options: VirtualCameraOptions;
  readonly #source: Source;
  readonly #fault: Fault | undefined;
  readonly #clock: Clock;
  readonly #clip: ClipLength;
  readonly #closing = new AbortController();
  #asleep = false;
  #busyUntil = 0;
  #seesFrom = 0;
  #own: Promise<unknown> | undefined;
  #continuous: Promise<void> | undefined;
  #private = new AbortController();
  #probe: AbortController | undefined;
  #lastResult: EventResult | undefined;
  #onGrant: (() => void) | undefined;

  constructor(options: VirtualCameraOptions, recipe: Recipe, source: Source, fault: Fault | undefined, clock: Clock) {
    this.#options = options;
    this.recipe = recipe;
    this.#source = source;
    this.#fault = fault;
    this.#clock = clock;
    this.#clip = { ...CLIP, ...options.clip };
    const { credentials, firmware, storage, spool, connect = openConnection } = options;
    const { fetch = fetchTrusting(credentials.authority) } = options;
    const forget = () => void this.device.recordings.forget();
    this.device = createDevice({
      credentials,
      ...(options.certificate ? { certificate: options.certificate } : {}),
      firmware,
      features: { sleepy: options.sleepy ?? false, probe: options.probe ?? true, simulate: options.simulate ?? true },
      settings: { motionDetection: options.motionDetection === undefined ? ALL_DAY : options.motionDetection },
      clock,
      ...(storage ? { storage } : {}),
      ...(spool ? { spool } : {}),
      ...(options.updating ? { updating: options.updating } : {}),
      ...wire({ fault, credentials, firmware, clock, fetch, connect, forget }),
      hooks: {
        onState: (state) => this.#tell({ is: 'state', state }),
        onGrant: (grant) => this.#granted(grant),
        onRevoke: () => this.#tell({ is: 'revoked' }),
        onProbe: (command) => this.#answerProbe(command),
        onSimulate: ({ motionMs, light }) => {
          if (light === 'night' && (options.night ?? true))
            this.#source.darken?.(this.#clock.monotonic(), motionMs + NIGHT_MARGIN);
          void this.#see('simulated', motionMs);
        },
        onSettings: (change) => this.#set(change),
        onRecordingGrant: (grant) => this.#permitted(grant?.recording ?? 'none'),
        onUnpaired: () => void this.#unpaired(),
      },
    });
    source.onMotion = () => void this.#see('motion');
  }

  get deviceId(): string {
    return this.device.credentials.deviceId;
  }

  get state(): SessionState['state'] | 'dormant' {
    return this.#asleep ? 'dormant' : this.device.state.state;
  }

  get recording(): boolean {
    return this.#own !== undefined;
  }

  get lastResult(): EventResult | undefined {
    return this.#lastResult;
  }

  start(): void {
    this.#asleep = false;
    this.device.start();
    this.#recordAllTheTime();
    if (this.#options.sleepy) void this.#sleepWhenIdle();
  }

  wave(): WaveAnswer {
    this.#source.wave?.(this.#clock.monotonic());
    return this.#see('wave');
  }

  cover(lasts: Duration): WaveAnswer {
    this.#source.darken?.(this.#clock.monotonic(), lasts);
    return this.#see('motion', lasts);
  }

  picture(size?: 'full' | 'preview'): Promise<Uint8Array | undefined> {
    return this.#source.still(this.#clock.monotonic(), size);
  }

  async idle(): Promise<void> {
    do await this.#own;
    while (this.recording);
  }

  async stop(): Promise<void> {
    await this.device.stop();
  }

  async vanish(): Promise<void> {
    await this.device.vanish();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.device.stop();
    await this.#own;
    await this.#continuous;
    await this.#source.close();
  }

  /** `lastsMs`: it goes on for so long, and is recorded to its end. */
  #see(cause: 'wave' | 'motion' | 'simulated', lastsMs = 0): WaveAnswer {
    const { motionDetection, privacyMode } = this.device.settings;
    if (this.state === 'stopped') return { seen: false, because: 'offline' };
    if (this.recording) return { seen: false, because: 'recording' };
    if (privacyMode && this.#fault?.flow !== 'ignores_privacy') return { seen: false, because: 'privacy_mode' };
    // As blind as while it records.
    if (this.#clock.monotonic() < this.#seesFrom) return { seen: false, because: 'recording' };
    // Whoever has bought cloud storage gets every event, whatever the alarm switch says.
    const isBought = this.#fault?.flow !== 'obeys_switch' && this.device.recordings.may('event') !== undefined;
    if (!isBought && motionDetection !== null && !isWatching(motionDetection, this.#clock.wall())) {
      return { seen: false, because: 'motion_detection_off' };
    }
    const at = this.#clock.monotonic();
    const waking = this.#asleep;
    if (waking) this.start();
    // What the camera sees by itself comes first; the test event has then no use any more.
    this.#probe?.abort();
    const free = Promise.withResolvers<void>();
    const finished = (waking ? this.#commandAfterWaking() : Promise.resolve())
      .then(() =>
        this.#isForOwner() ? this.#recordForOwner(cause, at, lastsMs, free.resolve) : this.#record(cause, at),
      )
      .finally(free.resolve);
    this.#own = free.promise.then(() => {
      this.#own = undefined;
    });
    return { seen: true, finished };
  }

  /** The subscription pays for this one: no verification waits for an event. */
  #isForOwner(): boolean {
    return this.device.recordings.may('event') !== undefined && (this.device.findGrant()?.used ?? true);
  }

  async #recordForOwner(cause: Cause, at: number, lastsMs: number, onRecorded: () => void): Promise<EventResult> {
    this.#tell({ is: 'recording', cause });
    const { recorded, result } = recordSubscribed(this.device, this.#recorder, {
      type: 'motion',
      at,
      clip: { ...this.#clip, postRecordMs: Math.max(lastsMs, this.#clip.postRecordMs) },
      clock: this.#clock,
      signal: AbortSignal.any([this.#closing.signal, this.#private.signal]),
      onObject: (object) => this.#made(object),
    });
    await recorded;
    this.#busyUntil = this.#clock.monotonic() + AWAKE;
    onRecorded();
    const finished = await result;
    if (this.#fault?.flow === 'cools_down') this.#seesFrom = this.#clock.monotonic() + COOL_DOWN;
    this.#lastResult = finished;
    this.#tell({ is: 'finished', cause, result: finished });
    return finished;
  }

  get #recorder(): RecorderOptions {
    return { source: this.#source, recipe: this.recipe, fault: this.#fault };
  }

  #made({ kind, bytes, durationMs }: EventObject): void {
    this.#tell({ is: 'object', kind, bytes: bytes.length, durationMs });
  }

  #permitted(recording: RecordingGrant['recording']): void {
    this.#tell({ is: 'permitted', recording });
    this.#recordAllTheTime();
  }

  /** Where the plan gives it and the camera is set to. */
  #recordAllTheTime(): void {
    if (!this.#options.continuous || this.#continuous || this.device.settings.privacyMode) return;
    if (!this.device.recordings.may('continuous')) return;
    this.#tell({ is: 'recording', cause: 'continuous' });
    const signal = AbortSignal.any([this.#closing.signal, this.#private.signal]);
    this.#continuous = recordContinuously(this.device, this.#recorder, {
      clock: this.#clock,
      signal,
      onObject: (object) => this.#made(object),
    }).finally(() => {
      this.#continuous = undefined;
      // Permitted again while the last of it was put away.
      const grant = this.device.recordings.may('continuous');
      if (grant && !this.#closing.signal.aborted) this.#recordAllTheTime();
    });
  }

  #set(change: Partial<DeviceSettings>): void {
    if (change.privacyMode) {
      this.#private.abort();
      this.#private = new AbortController();
    }
    this.#tell({ is: 'settings', ...this.device.settings, ...change });
  }

  async #record(cause: Cause, at: number, command?: Command<'probe'>): Promise<EventResult> {
    if (!command && this.#fault?.flow === 'no_event') {
      return {
        is: 'failed',
        eventId: null,
        problem: { code: 'no_event', detail: 'It looks away.', retry: false, retryAfterMs: null },
      };
    }
    const stop = new AbortController();
    if (command) this.#probe = stop;
    this.#tell({ is: 'recording', cause });
    const recorder = { ...this.#recorder, fault: command ? inProbe(this.#fault) : this.#fault };
    const result = await recordEvent(this.device, recorder, {
      type: command ? 'probe' : 'motion',
      at,
      clip: command ? PROBE_CLIP : this.#clip,
      ...(command ? { probe: { probeId: command.probeId, nonce: command.nonce } } : {}),
      signal: AbortSignal.any([stop.signal, this.#closing.signal]),
      onObject: (object) => this.#made(object),
    }).catch(broken);
    if (!command) this.#lastResult = result;
    else if (this.#probe === stop) this.#probe = undefined;
    this.#busyUntil = this.#clock.monotonic() + AWAKE;
    this.#tell({ is: 'finished', cause, result });
    return result;
  }

  #granted(grant: Grant): void {
    this.#busyUntil = this.#clock.monotonic() + AWAKE;
    if (this.#fault?.flow === 'grant_refused') throw new Error('storage_broken');
    this.#tell({ is: 'granted', nonce: grant.nonce });
    this.#onGrant?.();
    const { waveAfterGrant } = this.#options;
    if (waveAfterGrant === undefined) return;
    void this.#clock.sleep(waveAfterGrant, grant.ended).then(() => {
      if (!grant.ended.aborted && !this.#closing.signal.aborted) this.wave();
    });
  }

  #answerProbe(command: Command<'probe'>): boolean {
    if (this.recording) return false;
    this.#probe?.abort(); // the platform asks anew, and takes nothing of the test before
    void this.#record('probe', this.#clock.monotonic(), command);
    return true;
  }

  async #unpaired(): Promise<void> {
    // The reply goes out first.
    await this.#clock.sleep(milliseconds(300), this.#closing.signal);
    await this.device.stop();
    this.#tell({ is: 'unpaired' });
  }

  async #commandAfterWaking(): Promise<void> {
    if (this.device.findGrant()) return;
    const granted = new AbortController();
    this.#onGrant = () => granted.abort();
    await this.#clock.sleep(COMMAND_WAIT, AbortSignal.any([granted.signal, this.#closing.signal]));
    this.#onGrant = undefined;
  }

  async #sleepWhenIdle(): Promise<void> {
    this.#busyUntil = this.#clock.monotonic() + AWAKE;
    for (;;) {
      const isSending = this.device.recordings.waiting > 0 && this.state === 'online';
      const rest = this.recording || isSending || this.#probe ? AWAKE : this.#busyUntil - this.#clock.monotonic();
      if (rest <= 0) break;
      await this.#clock.sleep(milliseconds(rest), this.#closing.signal);
      if (this.#closing.signal.aborted || this.#asleep) return;
    }
    this.#asleep = true;
    await (this.#fault?.flow === 'sleeps_unsaid' ? this.device.vanish() : this.device.stop('dormant'));
  }

  #tell(news: CameraNews): void {
    this.#options.onNews?.(news);
  }
}

/** A test event shows what is wrong with every upload of this firmware; what needs an end to come, or takes long, it leaves out. */
function inProbe(fault: Fault | undefined): Fault | undefined {
  const { flow, ...others } = fault ?? {};
  const left = flow === 'nonce_wrong' || flow === 'no_upload' || flow === 'not_closed' || flow === 'commits_first';
  return fault && { ...others, about: fault.about, ...(left ? { flow } : {}) };
}
