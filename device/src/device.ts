import {
  type Command,
  type DeviceFeatures,
  type Duration,
  FirmwareVersion,
  minutes,
  type RecordingGrant,
} from '@kaitong/contract';
import { fetchShowing, fetchTrusting } from '#platform';
import { retrying } from './back-off.ts';
import { bytesOf } from './bytes.ts';
import type { DeviceHooks, DeviceOptions, DeviceSettings, EventRequest } from './device-options.ts';
import { settleUpdate, takeUpdate, type UpdateResult, type Updating, untilNextQuestion } from './firmware/updates.ts';
import { type Grant, keepGrants } from './grants.ts';
import { done, failed, type Outcome } from './outcome.ts';
import type { Credentials } from './pairing.ts';
import { type Clock, type Fetch, memoryStorage, type Storage, systemClock } from './ports.ts';
import type { QueuedRecording } from './recording/recording.ts';
import { keepPermissions, type Permissions } from './recording/recording-grant.ts';
import { Recordings } from './recording/recordings.ts';
import { memorySpool } from './recording/spool.ts';
import { type RegionPort, regionOverHttp } from './region-client.ts';
import { type CommandResult, commandDispatcher } from './session/commands.ts';
import { openConnection } from './session/connection.ts';
import { Session, type SessionState } from './session/session.ts';
import { keepTokens } from './tokens.ts';
import { type Authorised, withTokens } from './upload/authorised.ts';
import { EventUpload } from './upload/event-upload.ts';
import { type Seal, seal } from './upload/seal.ts';

type OpeningEvent = Pick<EventRequest, 'type' | 'declaration' | 'preRecordMs'> & {
  deviceEventId: string;
  /** Milliseconds since it was triggered. */
  age: () => number;
  marks: { nonce?: string; probeId?: string };
  before?: { objects: number; durationMs: number };
};

/** A paired device: its presence, its commands, its uploads. Nothing happens before `start()`. */
export class Device {
  readonly credentials: Credentials;
  readonly #firmware: FirmwareVersion;
  readonly #firmwareSha256: string | undefined;
  readonly #features: DeviceFeatures;
  readonly #settings: DeviceSettings;
  readonly #hooks: DeviceHooks;
  readonly #clock: Clock;
  readonly #fetch: Fetch;
  readonly #region: RegionPort;
  readonly #seal: Seal;
  readonly #random: () => number;
  readonly #giveUpAfter: Duration;
  readonly #updating: Updating | undefined;
  readonly #storage: Storage;
  readonly #tokens;
  readonly #grants;
  readonly #permissions: Permissions;
  readonly #session: Session;
  /** Recording under the owner's subscription. */
  readonly recordings: Recordings;
  #state: SessionState = { state: 'stopped' };
  #stopped = new AbortController();
  #isStarted = false;
  #taking: Promise<Outcome<UpdateResult>> | undefined;
  /** What runs from the next start: until then there is nothing to say of it, and nothing else to install. */
  #ready: UpdateResult | undefined;

  constructor(options: DeviceOptions) {
    this.credentials = options.credentials;
    this.#firmware = FirmwareVersion.parse(options.firmware);
    this.#firmwareSha256 = options.firmwareSha256;
    this.#features = { sleepy: false, probe: false, simulate: false, ...options.features };
    this.#settings = { motionDetection: null, privacyMode: false, ...options.settings };
    this.#hooks = options.hooks ?? {};
    this.#clock = options.clock ?? systemClock;
    this.#fetch = options.fetch ?? fetchTrusting(this.credentials.authority);
    this.#region = options.region ?? regionOverHttp(this.credentials.url, this.#fetch);
    this.#seal = options.seal ?? seal;
    this.#random = options.random ?? Math.random;
    this.#giveUpAfter = options.giveUpAfter ?? minutes(2);
    const { certificate } = options;
    this.#tokens = keepTokens({
      ...{ credentials: this.credentials, clock: this.#clock, region: this.#region },
      showing: certificate && ((url) => regionOverHttp(url, fetchShowing(certificate, this.credentials.authority))),
    });
    this.#grants = keepGrants(this.#clock);
    const storage = options.storage ?? memoryStorage();
    this.#storage = storage;
    this.#updating = options.updating;
    this.#permissions = keepPermissions({
      deviceId: this.credentials.deviceId,
      clock: this.#clock,
      storage,
      offset: () => this.#tokens.offset(),
      onChange: (grant) => {
        this.recordings.obey();
        this.#hooks.onRecordingGrant?.(grant);
      },
    });
    this.recordings = new Recordings({
      spool: options.spool ?? memorySpool(),
      clock: this.#clock,
      random: this.#random,
      permissions: this.#permissions,
      offset: () => this.#tokens.offset(),
      isPrivate: () => this.#settings.privacyMode,
      open: (recording, signal) => this.#openRecording(recording, signal),
      onRefused: () => void this.#askPermission(),
    });
    this.#session = new Session({
      credentials: this.credentials,
      tokens: this.#tokens,
      clock: this.#clock,
      random: this.#random,
      storage,
      connect: options.connect ?? openConnection,
      report: () => ({ firmware: this.#firmware, features: this.#features, ...this.#settings }),
      onCommand: commandDispatcher(this.credentials.deviceId, this.#commandHandlers()),
      onState: (state) => {
        this.#state = state;
        if (state.state === 'online') void this.#askPermission();
        this.#hooks.onState?.(state);
      },
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  get settings(): Readonly<DeviceSettings> {
    return this.#settings;
  }

  /** The grant that permits a verification upload now. */
  findGrant(): Grant | undefined {
    return this.#grants.find();
  }

  /** What the owner's subscription lets the device record now; undefined: nothing. */
  findRecordingGrant(): RecordingGrant | undefined {
    return this.#permissions.find();
  }

  start(): void {
    if (this.#stopped.signal.aborted) this.#stopped = new AbortController();
    void this.#permissions.load();
    if (!this.#isStarted) this.recordings.start(this.#stopped.signal);
    if (!this.#isStarted) void this.#keepUpdated(this.#stopped.signal);
    this.#isStarted = true;
    this.#session.start();
  }

  /** Ends uploads and the connection, with a goodbye. */
  async stop(state: 'offline' | 'dormant' = 'offline'): Promise<void> {
    this.#end();
    await this.#session.stop(state);
  }

  /** Loses power: no goodbye. */
  async vanish(): Promise<void> {
    this.#end();
    await this.#session.vanish();
  }

  #end(): void {
    this.#isStarted = false;
    this.#permissions.stop();
    this.#stopped.abort();
  }

  /** Changes settings at the camera itself and reports them. */
  async changeSettings(change: Partial<DeviceSettings>): Promise<void> {
    Object.assign(this.#settings, change);
    await this.#session.announce();
  }

  /**
   * Opens an event. Under a grant it carries the grant's nonce. Problems among others: `no_grant`, `grant_ended`,
   * `grant_used`, `nonce_wrong`, `event_expired`, `event_conflict`, `unreachable`.
   */
  async openEvent(request: EventRequest): Promise<Outcome<EventUpload>> {
    const grant = this.#grants.find();
    const nonce = request.nonce ?? grant?.nonce;
    const { probeId } = request;
    const opened = await this.#open(
      {
        ...request,
        deviceEventId: request.deviceEventId ?? crypto.randomUUID(),
        age: () => this.#clock.monotonic() - request.startedAt,
        marks: { ...(nonce === undefined ? {} : { nonce }), ...(probeId === undefined ? {} : { probeId }) },
      },
      AbortSignal.any([this.#stopped.signal, ...(grant ? [grant.ended] : [])]),
    );
    if (!opened.ok) return opened;
    if (grant && probeId === undefined) grant.used = true;
    const { upload, state } = opened.value;
    return state === 'closed' ? failed('event_closed', 'This event was closed before.') : done(upload);
  }

  async #openRecording(recording: QueuedRecording, signal: AbortSignal): Promise<Outcome<EventUpload>> {
    const { header, sent: before } = recording;
    const age = () => this.recordings.ageOf(header);
    const opened = await this.#open({ ...header, age, marks: {}, before }, signal);
    return opened.ok ? done(opened.value.upload) : opened;
  }

  async #open(
    event: OpeningEvent,
    signal: AbortSignal,
  ): Promise<Outcome<{ upload: EventUpload; state: 'open' | 'closed' }>> {
    const { deviceEventId } = event;
    const patience = { clock: this.#clock, random: this.#random, giveUpAfter: this.#giveUpAfter, signal };
    const authorised = this.#authorised(signal);
    const opened = await retrying(patience, () =>
      // With a token the platform's time is known, and with it how long ago something happened before a restart.
      authorised((client) => {
        const ageMs = Math.max(0, Math.round(event.age()));
        return client.openEvent({
          body: {
            deviceEventId,
            type: event.type,
            startedAt: new Date(this.#clock.wall() + this.#tokens.offset() - ageMs).toISOString(),
            ageMs,
            ...(event.preRecordMs === undefined ? {} : { preRecordMs: Math.round(event.preRecordMs) }),
            declaration: event.declaration,
            firmware: this.#firmware,
            ...event.marks,
            ...(this.#firmwareSha256 === undefined ? {} : { firmwareSha256: this.#firmwareSha256 }),
          },
        });
      }),
    );
    if (!opened.ok) return opened;
    const { eventId, key, targets, maxFootageMs, state } = opened.value;
    const upload = new EventUpload({
      eventId,
      deviceEventId,
      key: key === null ? null : bytesOf(key),
      maxFootageMs,
      targets,
      isWhole: event.declaration.container === 'mp4',
      firmware: this.#firmware,
      seal: this.#seal,
      authorised,
      fetch: this.#fetch,
      patience,
      ...(event.before ? { before: event.before } : {}),
    });
    return done({ upload, state });
  }

  /**
   * Says what came of the last update, and asks for another one now; what is under way already is waited for. `start()` does
   * this by itself, again every six hours, and when the platform says that there may be one.
   */
  async update(): Promise<Outcome<UpdateResult>> {
    const options = this.#updates(this.#stopped.signal);
    if (!options) return failed('not_granted', 'This camera installs no updates.');
    if (this.#ready) return done(this.#ready);
    this.#taking ??= settleUpdate(options)
      .then(() => takeUpdate(options))
      .then((taken) => {
        if (taken.ok && taken.value.is === 'ready') this.#ready = taken.value;
        return taken;
      })
      .finally(() => {
        this.#taking = undefined;
      });
    return await this.#taking;
  }

  async #keepUpdated(signal: AbortSignal): Promise<void> {
    const options = this.#updates(signal);
    if (!options) return;
    while (!signal.aborted) {
      const taken = await this.update();
      if (taken.ok && taken.value.is === 'ready') return; // the next start runs it
      await this.#clock.sleep(untilNextQuestion(this.#random), signal);
    }
  }

  #updates(signal: AbortSignal) {
    const updating = this.#updating;
    if (!updating) return undefined;
    const patience = { clock: this.#clock, random: this.#random, giveUpAfter: this.#giveUpAfter, signal };
    const place = { storage: this.#storage, fetch: this.#fetch, authorised: this.#authorised(signal), patience };
    return { updating, firmware: this.#firmware, ...place };
  }

  async #askPermission(): Promise<void> {
    const { signal } = this.#stopped;
    const patience = { clock: this.#clock, random: this.#random, giveUpAfter: this.#giveUpAfter, signal };
    const authorised = this.#authorised(signal);
    await this.#permissions.ask(async () => {
      const answer = await retrying(patience, () => authorised((client) => client.getRecordingGrant({})));
      return answer.ok ? answer.value : undefined;
    });
    this.recordings.wake();
  }

  #authorised(signal: AbortSignal): Authorised {
    return withTokens({ region: this.#region, tokens: this.#tokens, signal });
  }

  #commandHandlers() {
    const ok: CommandResult = { ok: true };
    return {
      ping: async () => ok,
      grant: async (command: Command<'grant'>): Promise<CommandResult> => {
        const grant = this.#grants.take(command, this.#tokens.offset());
        try {
          if (grant) this.#hooks.onGrant?.(grant);
        } catch (refused) {
          this.#grants.revoke(command.nonce); // it is refused when it comes again, too
          throw refused;
        }
        return ok;
      },
      revoke: async (command: Command<'revoke'>): Promise<CommandResult> => {
        this.#grants.revoke(command.nonce);
        this.#hooks.onRevoke?.(command.nonce);
        return ok;
      },
      probe: async (command: Command<'probe'>): Promise<CommandResult> => {
        if (!this.#features.probe || !this.#hooks.onProbe) return { ok: false, reason: 'probe_unsupported' };
        return this.#hooks.onProbe(command) ? ok : { ok: false, reason: 'busy' };
      },
      simulate: async (command: Command<'simulate'>): Promise<CommandResult> => {
        if (!this.#features.simulate || !this.#hooks.onSimulate) return { ok: false, reason: 'simulate_unsupported' };
        this.#hooks.onSimulate(command);
        return ok;
      },
      settings: async ({ motionDetection, privacyMode }: Command<'settings'>): Promise<CommandResult> => {
        const change: Partial<DeviceSettings> = {
          ...(motionDetection === undefined ? {} : { motionDetection }),
          ...(privacyMode === undefined ? {} : { privacyMode }),
        };
        await this.#hooks.onSettings?.(change);
        Object.assign(this.#settings, change);
        // The reply says "done", the status says how it is now: whoever reads either is right.
        void this.#session.announce();
        return ok;
      },
      record: async ({ id: _, ...grant }: Command<'record'>): Promise<CommandResult> => {
        await this.#permissions.hear(grant);
        return ok;
      },
      update: async (): Promise<CommandResult> => {
        if (!this.#updating) return { ok: false, reason: 'update_unsupported' };
        void this.update();
        return ok;
      },
      unpair: async (): Promise<CommandResult> => {
        this.#permissions.distrust();
        await this.recordings.forget();
        this.#hooks.onUnpaired?.();
        return ok;
      },
    };
  }
}

export const createDevice = (options: DeviceOptions): Device => new Device(options);
