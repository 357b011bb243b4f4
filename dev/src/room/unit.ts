import { setTimeout as delay } from 'node:timers/promises';
import { FirmwareVersion, type Language, milliseconds, seconds } from '@kaitong/contract';
import { type Credentials, type DeviceProblem, type Outcome, pairDevice } from '@kaitong/device';
import { type CameraNews, type EventResult, startVirtualCamera, type VirtualCamera } from '@kaitong/device/virtual';
import { behaviours, isPowered } from './behaviours.ts';
import type { Unit } from './config.ts';
import type { UnitStore } from './store.ts';
import { titleOf } from './texts.ts';

export type UnitState = 'unpaired' | 'connecting' | 'online' | 'offline' | 'dormant';

/** What the room's page and `GET /cameras` show. */
export type UnitView = {
  uuid: string;
  deviceId: string | null;
  behaviour: Unit['behaviour'];
  region: string;
  product: string;
  firmware: string;
  /** Its firmware has a fault that the next version mends. */
  fixable: boolean;
  /** The next version is on it. */
  fixed: boolean;
  state: UnitState;
  recording: boolean;
  /** A verification waits for an event. */
  mayUpload: boolean;
  /** A subscription has its events recorded. */
  mayRecord: boolean;
  lastEvent: { uploaded: boolean; eventId: string | null; problem: Shown | null } | null;
  problem: Shown | null;
};
type Shown = { code: DeviceProblem['code']; title: string };

/** A region may hear of a licence a moment after control issued it. */
const LICENCE_WAIT = seconds(30);
const LICENCE_RETRY = milliseconds(300);
/** Where a unit keeps that it runs the mended firmware. */
const FIRMWARE = 'firmware';

/** One camera of the room, from its licence to its picture. */
export class RoomUnit {
  readonly unit: Unit;
  readonly #store: UnitStore;
  readonly #onNews: (unit: RoomUnit, news: CameraNews) => void;
  #camera: VirtualCamera | undefined;
  #problem: DeviceProblem | null = null;
  #lastResult: EventResult | undefined;
  #usedNonce: string | undefined;
  /** The mended version, once it is installed. */
  #mended: FirmwareVersion | undefined;
  #installing = false;

  constructor(unit: Unit, store: UnitStore, onNews: (unit: RoomUnit, news: CameraNews) => void) {
    this.unit = unit;
    this.#store = store;
    this.#onNews = onNews;
  }

  get deviceId(): string | undefined {
    return this.#camera?.deviceId;
  }

  get camera(): VirtualCamera | undefined {
    return this.#camera;
  }

  get state(): UnitState {
    if (!this.#camera) return 'unpaired';
    const { state } = this.#camera;
    return state === 'stopped' ? 'offline' : state;
  }

  /**
   * Starts with the credentials of an earlier run, at the region's address of now: a platform that was started at another
   * port is the one that knows them. @returns whether there are any
   */
  async resume(url: string): Promise<boolean> {
    const known = await this.#store.findCredentials();
    this.#mended = FirmwareVersion.optional().parse(await this.#store.get(FIRMWARE));
    if (!known) return false;
    const here = { ...known, url };
    if (known.url !== url) await this.#store.keepCredentials(here);
    await this.#switchOn(here);
    return true;
  }

  /** Pairs with what `pairingText` brings, and starts. */
  async start(pairingText: () => Promise<string>): Promise<void> {
    const until = performance.now() + LICENCE_WAIT;
    for (;;) {
      const paired = await this.pair(await pairingText());
      if (paired.ok) return;
      if (paired.problem.code !== 'licence_unknown' || performance.now() > until) return;
      await delay(LICENCE_RETRY);
    }
  }

  /** Pairs an unpaired unit, as if it had been shown the QR code. */
  async pair(pairingText: string): Promise<Outcome<Credentials>> {
    const { uuid, authKey } = this.unit;
    const { firmware } = this;
    const paired = await pairDevice({ pairingText, uuid, authKey, firmware, features: { probe: true } });
    this.#problem = paired.ok ? null : paired.problem;
    if (!paired.ok) return paired;
    await this.#store.keepCredentials(paired.value);
    await this.#switchOn(paired.value);
    return paired;
  }

  view(language: Language = 'en'): UnitView {
    const { uuid, behaviour, region, product } = this.unit;
    const connection = this.#camera?.device.state;
    const problem = this.#problem ?? (connection?.state === 'connecting' ? connection.problem : null);
    const shown = (found: DeviceProblem): Shown => ({ code: found.code, title: titleOf(found.code, language) });
    const last = this.#lastResult;
    const nonce = this.#camera?.device.findGrant()?.nonce;
    return {
      ...{ uuid, behaviour, region, product },
      firmware: this.firmware,
      fixable: this.isFixable,
      fixed: this.#mended !== undefined,
      deviceId: this.deviceId ?? null,
      state: this.state,
      recording: this.#camera?.recording ?? false,
      mayUpload: nonce !== undefined && nonce !== this.#usedNonce,
      mayRecord: this.#camera?.device.recordings.may('event') !== undefined,
      lastEvent: last
        ? {
            uploaded: last.is === 'uploaded',
            eventId: last.eventId,
            problem: last.is === 'failed' ? shown(last.problem) : null,
          }
        : null,
      problem: problem && shown(problem),
    };
  }

  get firmware(): FirmwareVersion {
    return this.#mended ?? this.unit.firmware;
  }

  /** Not while it records, or is being mended. */
  get isFixable(): boolean {
    const isBroken = behaviours[this.unit.behaviour].fault !== undefined && this.#mended === undefined;
    return isBroken && this.#camera !== undefined && !this.#camera.recording && !this.#installing;
  }

  /** Installs the next version, which has no fault; it restarts as a camera does after an update, paired as it was. */
  async fix(): Promise<void> {
    if (this.isFixable) await this.#install(nextVersion(this.unit.firmware));
  }

  /** Brings the version back that it was made with, for whoever shows the demonstration once more. */
  async restore(): Promise<void> {
    if (this.#mended !== undefined && !this.#installing) await this.#install(undefined);
  }

  async #install(mended: FirmwareVersion | undefined): Promise<void> {
    const credentials = await this.#store.findCredentials();
    if (!credentials) return;
    this.#installing = true;
    try {
      await (mended === undefined ? this.#store.remove(FIRMWARE) : this.#store.set(FIRMWARE, mended));
      this.#mended = mended;
      this.#lastResult = undefined;
      await this.#camera?.close();
      await this.#switchOn(credentials);
    } finally {
      this.#installing = false;
    }
  }

  async close(): Promise<void> {
    await this.#camera?.close();
  }

  async #switchOn(credentials: Credentials): Promise<void> {
    const { behaviour } = this.unit;
    const { fault, ...settings } = behaviours[behaviour];
    const online = Promise.withResolvers<void>();
    this.#camera = await startVirtualCamera({
      ...settings,
      fault: this.#mended === undefined ? fault : undefined,
      credentials,
      firmware: this.firmware,
      storage: this.#store,
      spool: await this.#store.openSpool(),
      powered: isPowered(behaviour),
      onNews: (news) => {
        if (news.is === 'state' && (news.state.state === 'online' || isRefused(news.state))) online.resolve();
        if (news.is === 'recording' && (news.cause === 'wave' || news.cause === 'motion'))
          this.#usedNonce = this.#camera?.device.findGrant()?.nonce;
        if (news.is === 'finished' && news.cause !== 'probe') this.#lastResult = news.result;
        if (news.is === 'unpaired') void this.#forget().then(() => this.#onNews(this, news));
        else this.#onNews(this, news);
      },
    });
    if (isPowered(behaviour)) await online.promise;
  }

  async #forget(): Promise<void> {
    const camera = this.#camera;
    this.#camera = undefined;
    this.#lastResult = undefined;
    await this.#store.forget();
    if (this.#mended) await this.#store.set(FIRMWARE, this.#mended); // an update outlives a reset
    await camera?.close();
  }
}

/** The region knows this device no more: waiting does not help, and nobody else should wait for it. */
const isRefused = (state: VirtualCamera['device']['state']): boolean =>
  state.state === 'connecting' && state.problem?.code === 'device_proof_wrong';

const nextVersion = (firmware: FirmwareVersion): FirmwareVersion =>
  FirmwareVersion.parse(firmware.replace(/\d+$/, (last) => String(Number(last) + 1)));
