import type { Duration } from '@kaitong/contract';

type Waiting = { go(): void; fail(error: Error): void };

export type CallLineOptions = {
  /** At work at once. */
  most: number;
  /** In line at most. */
  longest: Duration;
};

export type InLine = {
  /** Goes on with something that was begun: it goes before all who begin. */
  goesOn?: boolean | undefined;
  /** Nobody waits for it any more: it leaves the line. Begun, it has to look by itself. */
  signal?: AbortSignal | undefined;
};

/**
 * Calls of one kind, so many at once; who comes then waits in line, in order. Without it a thousand calls of one moment are
 * a thousand connections, none of which is answered before most have given up. For what only this process does.
 */
export class CallLine {
  readonly #options: CallLineOptions;
  readonly #first: Waiting[] = [];
  readonly #line: Waiting[] = [];
  #underWay = 0;

  constructor(options: CallLineOptions) {
    this.#options = options;
  }

  /** @throws what the call throws, and where its turn has not come in time */
  async run<T>(call: () => Promise<T>, inLine: InLine = {}): Promise<T> {
    if (this.#underWay < this.#options.most) this.#underWay += 1;
    else await this.#stand(inLine); // whoever lets it go leaves it the place
    try {
      return await call();
    } finally {
      const next = this.#first.shift() ?? this.#line.shift();
      if (next) next.go();
      else this.#underWay -= 1;
    }
  }

  async #stand({ goesOn = false, signal }: InLine): Promise<void> {
    signal?.throwIfAborted();
    const { most, longest } = this.#options;
    const line = goesOn ? this.#first : this.#line;
    const turn = Promise.withResolvers<void>();
    const waiting: Waiting = { go: turn.resolve, fail: turn.reject };
    line.push(waiting);
    const leave = (error: Error): void => {
      const at = line.indexOf(waiting);
      if (at < 0) return; // its turn has just come
      line.splice(at, 1);
      waiting.fail(error);
    };
    const late = setTimeout(() => leave(new Error(`${most} calls were under way for ${longest} ms`)), longest);
    const onAbort = (): void => leave(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    await turn.promise.finally(() => {
      clearTimeout(late);
      signal?.removeEventListener('abort', onAbort);
    });
  }
}
