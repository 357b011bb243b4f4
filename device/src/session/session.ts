import {
  type DeviceFeatures,
  type Duration,
  type FirmwareVersion,
  type MotionDetection,
  milliseconds,
  type ReplyMessage,
  type StatusMessage,
  seconds,
  upTopic,
} from '@kaitong/contract';
import { pauseBefore } from '../back-off.ts';
import type { DeviceProblem } from '../outcome.ts';
import type { Credentials } from '../pairing.ts';
import type { Clock, Storage } from '../ports.ts';
import type { Token, Tokens } from '../tokens.ts';
import type { ReplyDraft } from './commands.ts';
import type { Connection, ConnectionPort } from './connection.ts';

/** What the device tells about itself with every status. */
export type DeviceReport = {
  firmware: FirmwareVersion;
  features: DeviceFeatures;
  motionDetection: MotionDetection | null;
  privacyMode: boolean;
};

export type SessionState =
  | { state: 'stopped' }
  | { state: 'connecting'; problem: DeviceProblem | null }
  | { state: 'online' };

export type SessionOptions = {
  credentials: Credentials;
  tokens: Tokens;
  clock: Clock;
  random: () => number;
  storage: Storage;
  connect: ConnectionPort;
  report(): DeviceReport;
  /** Undefined: the device stays silent. */
  onCommand(topic: string, payload: Uint8Array): Promise<ReplyDraft | undefined>;
  onState(state: SessionState): void;
};

/** A line that is lost sooner is a try that failed: taken up at once, it would be lost and taken up without end. */
const HOLDS: Duration = seconds(10);
/** The will must win over whatever its own session said; a later session wins over it. */
const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;
const SESSION_KEY = 'session';

/**
 * The device's presence: connects, tells that it is there, keeps telling, takes commands, and comes back after every
 * loss. Each connection is a session of its own, so that the will of a lost one never hides the next one's birth.
 */
export class Session {
  readonly #options: SessionOptions;
  #stop: AbortController | undefined;
  #finished: Promise<void> = Promise.resolve();
  #connection: Connection | undefined;
  #number = 0;
  #sequence = 0;
  /** Replies that no broker has taken yet; they go out with the next connection. */
  readonly #unsent = new Map<string, ReplyDraft>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** A session that is still saying goodbye ends first. */
  start(): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#finished = this.#finished.then(() => this.#run(stop.signal));
  }

  /** Says goodbye (`offline`, or `dormant` for a camera that goes to sleep) and ends the connection. */
  async stop(state: 'offline' | 'dormant' = 'offline'): Promise<void> {
    const [stop, finished, connection] = [this.#stop, this.#finished, this.#connection];
    if (!stop) return;
    this.#stop = undefined;
    if (connection) await this.#sendStatus(connection, state).catch(() => undefined);
    stop.abort();
    await finished;
  }

  /** Drops the line as a pulled plug does: no goodbye, the will fires. */
  async vanish(): Promise<void> {
    const [stop, finished] = [this.#stop, this.#finished];
    this.#stop = undefined;
    this.#connection?.drop();
    stop?.abort();
    await finished;
  }

  /** Tells the present report at once, after a change of settings. Without a connection the next birth tells it. */
  async announce(): Promise<void> {
    if (this.#connection) await this.#sendStatus(this.#connection, 'online').catch(() => undefined);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, random, onState } = this.#options;
    this.#number = Number((await this.#options.storage.get(SESSION_KEY).catch(() => undefined)) ?? 0) || 0;
    onState({ state: 'connecting', problem: null });
    for (let failures = 0; !signal.aborted; ) {
      const outcome = await this.#live(signal);
      if (signal.aborted) break;
      onState({ state: 'connecting', problem: typeof outcome === 'string' ? null : outcome });
      failures = outcome === 'held' || outcome === 'renewed' ? 0 : failures + 1;
      if (failures > 0) await clock.sleep(pauseBefore(failures, random), signal);
    }
    onState({ state: 'stopped' });
  }

  /** One connection from token to end. */
  async #live(signal: AbortSignal): Promise<'held' | 'renewed' | 'lost soon' | DeviceProblem> {
    const { credentials, tokens, clock, connect, onCommand, onState } = this.#options;
    const token = await tokens.current();
    if (!token.ok) return token.problem;
    await this.#nextSession();
    const opened = await connect({
      url: token.value.mqttUrl,
      deviceId: credentials.deviceId,
      token: token.value.value,
      authority: credentials.authority,
      will: { topic: this.#topic('status'), message: this.#status('offline', LAST_SEQUENCE) },
      onMessage: (topic, payload) => {
        void onCommand(topic, payload).then((reply) => reply && this.#sendReply(reply));
      },
    });
    if (!opened.ok) {
      // A broker that refuses says no more than "not authorised": the token may have been revoked.
      tokens.forget(token.value.value);
      return opened.problem;
    }
    const connection = opened.value;
    const over = new AbortController();
    void connection.closed.then(() => over.abort());
    const until = AbortSignal.any([signal, over.signal]);
    this.#connection = connection;
    const since = clock.monotonic();
    let isLost = true;
    try {
      await this.#sendStatus(connection, 'online');
      onState({ state: 'online' });
      for (const reply of this.#unsent.values()) void this.#sendReply(reply);
      await this.#keepTelling(connection, token.value, until);
      isLost = over.signal.aborted;
    } catch {
      // The line went while a message was under way: `closed` says the same.
    } finally {
      this.#connection = undefined;
      await connection.end();
    }
    if (!isLost) return 'renewed';
    return clock.monotonic() - since >= HOLDS ? 'held' : 'lost soon';
  }

  /** Until the token is to be renewed: the birth with the next one tells the same, so that before it one status less is sent. */
  async #keepTelling(connection: Connection, { renewAt, statusEvery }: Token, until: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (;;) {
      const left = renewAt - clock.monotonic();
      const isLast = left <= statusEvery * 1.5;
      if (until.aborted || left <= 0) return;
      await clock.sleep(isLast ? milliseconds(left) : statusEvery, until);
      if (!until.aborted && !isLast) await this.#sendStatus(connection, 'online');
    }
  }

  async #sendReply(draft: ReplyDraft): Promise<void> {
    const reply: ReplyMessage = { ...draft, firmware: this.#options.report().firmware };
    this.#unsent.set(draft.id, draft);
    const sent = await this.#connection?.publish(this.#topic('reply'), reply).then(
      () => true,
      () => false,
    );
    if (sent) this.#unsent.delete(draft.id);
  }

  async #sendStatus(connection: Connection, state: StatusMessage['state']): Promise<void> {
    this.#sequence += 1;
    await connection.publish(this.#topic('status'), this.#status(state, this.#sequence));
  }

  #status(state: StatusMessage['state'], sequence: number): StatusMessage {
    return { id: `${this.#number}.${sequence}`, session: this.#number, sequence, state, ...this.#options.report() };
  }

  /** Seconds of the wall clock, or one more than the last where the clock stands or went back. */
  async #nextSession(): Promise<void> {
    this.#number = Math.max(this.#number + 1, Math.floor(this.#options.clock.wall() / 1000));
    this.#sequence = 0;
    // Full flash must not keep a camera from coming online; the clock alone then has to tell sessions apart.
    await this.#options.storage.set(SESSION_KEY, String(this.#number)).catch(() => undefined);
  }

  #topic(kind: 'status' | 'reply'): string {
    return upTopic(this.#options.credentials.deviceId, kind);
  }
}
