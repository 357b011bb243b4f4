import { type DeviceSettings, milliseconds } from '@kaitong/contract';
import {
  type ConnectionPort,
  type Credentials,
  createDevice,
  type Device,
  type DeviceProblem,
  isWatching,
  openConnection,
} from '@kaitong/device/browser';
import { Clip } from './clip.ts';
import { inPageLanguage } from './in-page-language.ts';
import type { KeptCamera } from './kept-camera.ts';
import { type Group, type Lens, openLens } from './lens.ts';
import { LEAST_SHARE } from './motion.ts';
import { type Obstacle, obstacleOf } from './obstacles.ts';
import { openWorkerClock } from './worker-clock.ts';

/** What the page shows of it. */
export type CameraView = {
  line: 'connecting' | 'online' | 'stopped';
  /** Why there is no line, as far as it is known. */
  problem: DeviceProblem | null;
  isRecording: boolean;
  /** A verification waits for motion. */
  isGranted: boolean;
  last: { is: 'uploaded'; at: string } | { is: 'failed'; at: string; problem: DeviceProblem } | null;
  /** Its owner wants to be seen by nobody. */
  isPrivate: boolean;
  /** For how long it stood still, and when it went on. */
  stoodStill: { ms: number; at: string } | null;
  obstacle: Obstacle | null;
  /** Its owner removed it. */
  isUnpaired: boolean;
};

export const FIRMWARE = '1.0.0';
export const FEATURES = { probe: true };
/** Before and after what happened; with the groups that these begin and end in, an event stays below the 15 s of a verification. */
const BEFORE_MS = 3000;
const AFTER_MS = 6000;
/** Motion that goes on is cut off here; what follows is another event. */
const MOST_MS = 240_000;
const AS_NEW: DeviceSettings = {
  ...{ motionDetection: { enabled: true, sensitivity: 'high', schedule: null }, privacyMode: false },
};
/** In which the answer to a command goes out. */
const ANSWERED = milliseconds(300);

const isoNow = (): string => new Date().toISOString();

type Cause = { at: number; startedAt: number; still: Promise<Uint8Array> | undefined };

/** This computer's camera as a device: what it sees goes the way of every camera's footage, by the same SDK. */
export class BrowserCamera {
  readonly #credentials: Credentials;
  readonly #kept: KeptCamera;
  readonly #clock = openWorkerClock();
  readonly #hearers = new Set<() => void>();
  #view: CameraView = {
    ...{ line: 'stopped', problem: null, isRecording: false, isGranted: false, last: null, stoodStill: null },
    ...{ isPrivate: false, obstacle: null, isUnpaired: false },
  };
  #device: Device | undefined;
  #lens: Lens | undefined;
  #ring: Group[] = [];
  /** Of the capture: nobody sees what was before its owner wanted to be seen again. */
  #notBefore = Number.NEGATIVE_INFINITY;
  #clip: { clip: Clip; cutAt: number; isRun: boolean } | undefined;

  constructor(credentials: Credentials, kept: KeptCamera) {
    this.#credentials = credentials;
    this.#kept = kept;
  }

  get view(): CameraView {
    return this.#view;
  }
  get stream(): MediaStream | undefined {
    return this.#lens?.stream;
  }

  subscribe(hear: () => void): () => void {
    this.#hearers.add(hear);
    return () => void this.#hearers.delete(hear);
  }

  async start(): Promise<void> {
    try {
      this.#lens = await openLens({
        onGroup: (group) => this.#take(group),
        onPicture: (share, at, still) => this.#look(share, at, still),
        onStandstill: (ms) => this.#standStill(ms),
        onEnd: (error) => void this.#end(error),
      });
    } catch (error) {
      this.#show({ obstacle: obstacleOf(error) });
      return;
    }
    const settings = this.#kept.settings() ?? AS_NEW;
    this.#device = createDevice({
      credentials: this.#credentials,
      firmware: FIRMWARE,
      features: FEATURES,
      settings,
      clock: this.#clock,
      storage: this.#kept.storage,
      fetch: inPageLanguage,
      connect: overHttp(this.#credentials.url),
      hooks: {
        onState: (state) =>
          this.#show({ line: state.state, problem: state.state === 'connecting' ? state.problem : null }),
        onGrant: () => this.#show({ isGranted: true }),
        onRevoke: () => this.#show({ isGranted: false }),
        onProbe: ({ probeId, nonce }) => this.#record(this.#now(), { probe: { probeId, nonce } }),
        onSettings: (change) => this.#set(change),
        onUnpaired: () => void this.#unpaired(),
      },
    });
    this.#device.start();
    this.#show({ isPrivate: settings.privacyMode });
  }

  async stop(): Promise<void> {
    this.#clip?.clip.end();
    this.#lens?.close();
    this.#lens = undefined;
    await this.#device?.stop();
    this.#clock.close();
    this.#show({ line: 'stopped', isGranted: false });
  }

  #set(change: Partial<DeviceSettings>): void {
    const { motionDetection, privacyMode } = { ...(this.#device?.settings ?? AS_NEW), ...change };
    this.#kept.keepSettings({ motionDetection, privacyMode }); // a tab that is loaded again is no less private
    if (privacyMode) this.#clip?.clip.end();
    else if (this.#view.isPrivate) this.#notBefore = this.#lens?.now() ?? 0;
    if (privacyMode) this.#ring = [];
    this.#show({ isPrivate: privacyMode });
  }

  async #unpaired(): Promise<void> {
    this.#kept.forget();
    await this.#clock.sleep(ANSWERED);
    await this.stop();
    this.#show({ isUnpaired: true });
  }

  #show(change: Partial<CameraView>): void {
    this.#view = { ...this.#view, ...change };
    for (const hear of this.#hearers) hear();
  }

  #now = (): Cause => ({ at: this.#lens?.now() ?? 0, startedAt: performance.now(), still: undefined });

  #take(group: Group): void {
    if (this.#view.isPrivate || group.from < this.#notBefore) return;
    this.#clip?.clip.add(group);
    this.#ring.push(group);
    this.#ring = this.#ring.filter(({ until }) => until > group.until - BEFORE_MS);
  }

  #look(share: number, at: number, still: () => Promise<Uint8Array>): void {
    const device = this.#device;
    if (!device) return;
    const { motionDetection, privacyMode } = device.settings;
    if (privacyMode || !motionDetection || share < LEAST_SHARE[motionDetection.sensitivity]) return;
    if (this.#clip) {
      if (!this.#clip.isRun) this.#clip.clip.until = Math.min(at + AFTER_MS, this.#clip.cutAt);
      return;
    }
    const grant = device.findGrant();
    const isWanted = grant !== undefined && !grant.used && isWatching(motionDetection, Date.now());
    // Whoever has bought cloud storage gets every event, whatever the alarm switch says.
    if (isWanted || device.recordings.may('event'))
      this.#record({ at, startedAt: performance.now(), still: still() }, { isRun: isWanted });
  }

  /** @returns whether it began */
  #record(
    { at, startedAt, still }: Cause,
    { isRun = true, probe }: { isRun?: boolean; probe?: { probeId: string; nonce: string } },
  ): boolean {
    const [device, lens] = [this.#device, this.#lens];
    if (!device || !lens || this.#clip || device.settings.privacyMode) return false;
    const before = this.#ring.filter(({ until }) => until > at - BEFORE_MS);
    const from = before[0]?.from ?? lens.groupFrom();
    if (!Number.isFinite(from) || from < this.#notBefore) return false; // it has only just begun
    const clip = new Clip(before, from, at + (probe ? 0 : AFTER_MS), still);
    this.#clip = { clip, cutAt: at + MOST_MS, isRun };
    const declaration = { container: 'fmp4', codec: 'h264', ...lens.size, encryption: 'aes-128' } as const;
    const event = { type: 'motion', declaration, preRecordMs: Math.max(0, at - from) } as const;
    this.#show({ isRecording: true });
    const recorded = (): void => {
      this.#clip = undefined; // what was recorded may take its time to arrive
      this.#show({ isRecording: false });
    };
    void (async () => {
      const problem = await (isRun
        ? this.#upload(clip, () => device.openEvent({ ...event, startedAt, ...probe }), recorded)
        : this.#keep(clip, device, { ...event, happenedAt: startedAt }, recorded));
      const last = problem
        ? ({ is: 'failed', at: isoNow(), problem } as const)
        : ({ is: 'uploaded', at: isoNow() } as const);
      this.#show({ last, isGranted: device.findGrant()?.used === false });
    })().finally(() => {
      if (this.#clip?.clip === clip) recorded();
    });
    return true;
  }

  async #upload(
    clip: Clip,
    open: () => ReturnType<Device['openEvent']>,
    recorded: () => void,
  ): Promise<DeviceProblem | undefined> {
    const opened = await open();
    if (!opened.ok) return opened.problem;
    const upload = opened.value;
    await clip.record({ maxFootageMs: upload.maxFootageMs, addObject: (object) => upload.addObject(object) });
    recorded();
    const closed = await upload.close();
    return closed.ok ? undefined : closed.problem;
  }

  async #keep(
    clip: Clip,
    { recordings }: Device,
    event: Parameters<Device['recordings']['begin']>[0],
    recorded: () => void,
  ): Promise<DeviceProblem | undefined> {
    const begun = recordings.begin(event);
    if (!begun.ok) return begun.problem;
    const recording = begun.value;
    recording.ended.addEventListener('abort', () => clip.end());
    const { maxFootageMs } = recording;
    await clip.record({ maxFootageMs, addObject: (object) => recording.addObject(object) });
    recorded();
    await recording.close();
    const result = await recording.result;
    return result.is === 'lost' ? result.problem : undefined;
  }

  #standStill(ms: number): void {
    this.#ring = [];
    this.#clip?.clip.end();
    this.#show({ stoodStill: { ms, at: isoNow() } });
  }

  async #end(error: unknown): Promise<void> {
    await this.stop();
    this.#show({ obstacle: obstacleOf(error) });
  }
}

/** Browsers open no TCP: the same MQTT goes in a WebSocket, at the address of the region's calls. */
function overHttp(regionUrl: string): ConnectionPort {
  const url = `${regionUrl.replace(/^http/, 'ws')}/mqtt`;
  return (options) => openConnection({ ...options, url });
}
