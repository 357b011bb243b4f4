import { milliseconds, seconds } from '@kaitong/contract';
import { pauseBefore } from '../../src/back-off.ts';
import type { Clock } from '../../src/index.ts';
import { motionIn } from './motion-in.ts';
import type { OnvifProblem } from './problem.ts';
import { type PullPoint, subscribe } from './pull-point.ts';
import { Soap } from './soap.ts';

/** A camera that answers at once, whatever it has to say, is not asked all the time. */
const BETWEEN = milliseconds(500);
const CEILING = seconds(30);
/** Cameras lock an account that comes with a wrong password too often. */
const CEILING_OF_LOGINS = seconds(300);
/** A subscription that lasted so long was a good one: what follows it is tried again soon. */
const LASTED = seconds(10);
const MOST_DETECTIONS = 64;

export type OnvifState =
  | { is: 'connecting' }
  /** `tells`: of a motion detection, moving or not. Before that nobody knows whether it has one. */
  | { is: 'listening'; tells: boolean }
  /** `tryAgainAt`: on the monotonic clock. */
  | { is: 'waiting'; problem: OnvifProblem; tryAgainAt: number };

export type OnvifOptions = {
  clock: Clock;
  random?: () => number;
  onState(state: OnvifState): void;
  /** It says that something began to move. */
  onMotion(): void;
};

/** A camera's own motion detection, subscribed to for as long as it takes. Whatever the camera answers ends nothing else. */
export class OnvifMotion {
  readonly #device: URL;
  readonly #soap: Soap;
  readonly #options: OnvifOptions;
  readonly #closing = new AbortController();
  readonly #listening: Promise<void>;
  readonly #moving = new Set<string>();
  #state: OnvifState = { is: 'connecting' };

  /** `address`: `http://USER:PASSWORD@CAMERA/`, with a path where the camera has another one than ONVIF's. */
  constructor(address: string, options: OnvifOptions) {
    const { username, password, origin, pathname, search } = new URL(address);
    this.#device = new URL(`${pathname === '/' ? '/onvif/device_service' : pathname}${search}`, origin);
    const login = username ? { user: decode(username), password: decode(password) } : undefined;
    this.#soap = new Soap(login, options.clock, this.#closing.signal);
    this.#options = options;
    this.#listening = this.#listenAgain();
  }

  get state(): OnvifState {
    return this.#state;
  }

  /** It is what tells of motion, now. */
  get tells(): boolean {
    return this.#state.is === 'listening' && this.#state.tells;
  }

  /** It says that nothing moves, whatever the picture shows. */
  get isStill(): boolean {
    return this.tells && this.#moving.size === 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
  }

  async #listenAgain(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    const { signal } = this.#closing;
    for (let attempt = 0; !signal.aborted; ) {
      this.#become({ is: 'connecting' });
      const subscribed = await subscribe(this.#soap, this.#device);
      const from = clock.monotonic();
      const problem = subscribed.ok ? await this.#listen(subscribed.value) : subscribed.problem;
      if (signal.aborted) return;
      attempt = subscribed.ok && clock.monotonic() - from >= LASTED ? 0 : attempt + 1;
      const pause =
        problem === 'unauthorised'
          ? pauseBefore(16, random, CEILING_OF_LOGINS)
          : pauseBefore(Math.max(0, attempt - 1), random, CEILING);
      this.#become({ is: 'waiting', problem, tryAgainAt: clock.monotonic() + pause });
      await clock.sleep(pause, signal);
    }
  }

  async #listen(point: PullPoint): Promise<OnvifProblem> {
    const { clock } = this.#options;
    const { signal } = this.#closing;
    this.#moving.clear();
    this.#become({ is: 'listening', tells: false });
    while (!signal.aborted) {
      const from = clock.monotonic();
      const pulled = await point.pull();
      if (pulled.ok) for (const notification of pulled.value) this.#hear(motionIn(notification));
      const next = pulled.ok ? await point.renewIfDue() : pulled;
      if (!next.ok && !signal.aborted) return next.problem;
      const rest = from + BETWEEN - clock.monotonic();
      if (rest > 0) await clock.sleep(milliseconds(rest), signal);
    }
    await point.end();
    return 'lost';
  }

  #hear(message: ReturnType<typeof motionIn>): void {
    if (!message) return;
    if (!this.tells) this.#become({ is: 'listening', tells: true });
    if (!message.moves) this.#moving.delete(message.of);
    if (!message.moves || message.isFirst) return;
    if (this.#moving.size < MOST_DETECTIONS) this.#moving.add(message.of);
    this.#options.onMotion();
  }

  #become(state: OnvifState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

/** Written as an address needs it; a lone % is itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
