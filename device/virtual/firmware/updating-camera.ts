import { type Duration, type FirmwareManifest, minutes } from '@kaitong/contract';
import {
  type Device,
  memorySpool,
  memoryStorage,
  type SessionState,
  systemClock,
  type Updating,
} from '../../src/index.ts';
import { startVirtualCamera } from '../camera.ts';
import { CameraError } from '../camera-error.ts';
import type { CameraNews, VirtualCamera, VirtualCameraOptions, WaveAnswer } from '../camera-options.ts';
import { faults } from '../faults/catalogue.ts';
import type { Fault, Recipe } from '../faults/fault.ts';
import type { EventResult } from '../record-event.ts';
import { readImage } from './image.ts';
import { type Slot, Slots } from './slots.ts';

export type UpdatingCameraOptions = VirtualCameraOptions & {
  /** Of which product it is, and whose signature it takes. */
  updates: Omit<Updating, 'install'>;
  /** How long new firmware has to come online before the camera goes back; a minute by default. */
  trial?: Duration;
};

/**
 * A virtual camera that installs what its maker signed: it starts anew with the new version, its faults included, and goes back
 * to the one before when that does not come online.
 */
export async function startUpdatingCamera(options: UpdatingCameraOptions): Promise<UpdatingCamera> {
  const storage = options.storage ?? memoryStorage();
  const { firmware, fault } = options;
  const slots = await Slots.open(storage, { firmware, starts: true, ...(fault ? { fault } : {}) });
  const camera = new UpdatingCamera({ spool: memorySpool(), ...options, storage }, slots);
  await camera.boot();
  return camera;
}

export class UpdatingCamera implements VirtualCamera {
  readonly #options: UpdatingCameraOptions;
  readonly #slots: Slots;
  readonly #closing = new AbortController();
  #running: VirtualCamera | undefined;
  #isOnline = Promise.withResolvers<void>();
  #restarting: Promise<void> = Promise.resolve();

  /** Not to be called but by `startUpdatingCamera`: nothing runs before `boot`. */
  constructor(options: UpdatingCameraOptions, slots: Slots) {
    this.#options = options;
    this.#slots = slots;
  }

  /** The version that runs. */
  get firmware(): string {
    return this.#slots.runs.firmware;
  }

  async boot(): Promise<void> {
    if (this.#slots.isOnTrial) return await this.#try();
    this.#running = await this.#start(this.#slots.runs);
  }

  async #start({ firmware, fault }: Slot): Promise<VirtualCamera> {
    this.#isOnline = Promise.withResolvers();
    return await startVirtualCamera({
      ...this.#options,
      ...{ firmware, fault },
      updating: { ...this.#options.updates, install: (image, manifest) => this.#install(image, manifest) },
      onNews: (news) => {
        if (news.is === 'state' && news.state.state === 'online') this.#isOnline.resolve();
        this.#tell(news);
      },
    });
  }

  async #install(bytes: Uint8Array, { version }: FirmwareManifest): Promise<void> {
    const image = readImage(bytes);
    if (!image) throw new Error('The image is for another kind of camera.');
    await this.#slots.install({ ...image, firmware: version });
    this.#restarting = this.#restart();
  }

  /** Not before what is recorded now is sent, and the update is noted as ready. */
  async #restart(): Promise<void> {
    const before = this.#running;
    await before?.device.update();
    if (!this.#isHasty) await before?.idle();
    if (this.#closing.signal.aborted) return;
    await before?.close();
    await this.#try();
  }

  async #try(): Promise<void> {
    const { runs } = this.#slots;
    await this.#slots.startTrial();
    const started = runs.starts ? await this.#start(runs).catch(notStarting) : undefined;
    if (started) this.#running = started;
    if (started && (await this.#comesOnline())) {
      await this.#slots.pass();
      return this.#tell({ is: 'updated', firmware: runs.firmware });
    }
    if (this.#closing.signal.aborted) return;
    await started?.close();
    await this.#slots.goBack();
    this.#tell({ is: 'taken_back', firmware: runs.firmware });
    this.#running = await this.#start(this.#slots.runs);
  }

  async #comesOnline(): Promise<boolean> {
    const { clock = systemClock, trial = minutes(1) } = this.#options;
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#closing.signal]);
    const isOnline = this.#isOnline.promise.then(() => true);
    const came = await Promise.race([isOnline, clock.sleep(trial, signal).then(() => false)]);
    over.abort();
    return came;
  }

  get #isHasty(): boolean {
    const { fault } = this.#options;
    const broken: Fault | undefined = fault && faults[fault];
    return broken?.flow === 'installs_at_once';
  }

  get #camera(): VirtualCamera {
    if (!this.#running) throw new CameraError('The camera was not started.');
    return this.#running;
  }

  get deviceId(): string {
    return this.#options.credentials.deviceId;
  }

  get device(): Device {
    return this.#camera.device;
  }

  get recipe(): Recipe {
    return this.#camera.recipe;
  }

  get state(): SessionState['state'] | 'dormant' {
    return this.#camera.state;
  }

  get recording(): boolean {
    return this.#camera.recording;
  }

  get lastResult(): EventResult | undefined {
    return this.#camera.lastResult;
  }

  wave(): WaveAnswer {
    return this.#camera.wave();
  }

  cover(lasts: Duration): WaveAnswer {
    return this.#camera.cover(lasts);
  }

  async picture(size?: 'full' | 'preview'): Promise<Uint8Array | undefined> {
    return await this.#camera.picture(size);
  }

  start(): void {
    this.#camera.start();
  }

  async idle(): Promise<void> {
    await this.#camera.idle();
  }

  async stop(): Promise<void> {
    await this.#camera.stop();
  }

  async vanish(): Promise<void> {
    await this.#camera.vanish();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#restarting;
    await this.#running?.close();
  }

  #tell(news: CameraNews): void {
    this.#options.onNews?.(news);
  }
}

/** With a fault that this camera cannot have, nothing comes up. */
function notStarting(error: unknown): undefined {
  if (!(error instanceof CameraError)) throw error;
}
