import { setTimeout as sleep } from 'node:timers/promises';
import { AccountEvent, type ApplicationId, accountEventsPath } from '@kaitong/contract';
import { readStream } from '../read-events.ts';
import type { ServerConnection } from './connection.ts';
import { patiently } from './patiently.ts';
import { whileConnected } from './while-connected.ts';

/** What ends within this time is looked up at once. */
const GATHER_MS = 500;

type Waiting = { ended(): void; failed(error: unknown): void };

/**
 * Waits for the ends of many applications on one line: the account's news say when to look which are still on their way.
 * A stream for each would take hundreds of connections.
 */
export class Endings {
  readonly #connection: Pick<ServerConnection, 'url' | 'headers' | 'client'>;
  readonly #waiting = new Map<ApplicationId, Waiting>();
  #following: AbortController | undefined;

  constructor(connection: Pick<ServerConnection, 'url' | 'headers' | 'client'>) {
    this.#connection = connection;
  }

  /** @throws ProblemError when the server refuses, TypeError when it stays away */
  async ofOne(id: ApplicationId): Promise<void> {
    const { promise, resolve: ended, reject: failed } = Promise.withResolvers<void>();
    this.#waiting.set(id, { ended, failed });
    // What ended before anybody waited for it tells nothing any more.
    if (this.#following) this.#look().catch((error) => this.#fail(error));
    else this.#follow().catch((error) => this.#fail(error));
    try {
      await promise;
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#stop();
    }
  }

  #stop(): void {
    this.#following?.abort();
    this.#following = undefined;
  }

  #fail(error: unknown): void {
    this.#stop();
    for (const { failed } of this.#waiting.values()) failed(error);
  }

  async #follow(): Promise<void> {
    const following = new AbortController();
    this.#following = following;
    const { url, headers } = this.#connection;
    let seq = 0; // this line is not numbered: it begins with everything whenever it is opened
    const schema = { parse: (data: unknown) => ({ ...AccountEvent.parse(data), seq: ++seq }) };
    await whileConnected(url, async ({ signal, onConnection }) => {
      const either = AbortSignal.any([signal, following.signal]);
      for await (const { type } of readStream(url + accountEventsPath, schema, {
        headers,
        onConnection,
        signal: either,
      }))
        if (type === 'everything.changed' || type === 'applications.changed') await this.#look();
      return following.signal.aborted;
    });
  }

  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** A look that begins after this call; all who call meanwhile share the next one. */
  #look(): Promise<void> {
    this.#next ??= (async () => {
      await this.#looking?.catch(() => {});
      await sleep(GATHER_MS);
      this.#next = undefined;
      this.#looking = this.#settle();
      await this.#looking;
    })();
    return this.#next;
  }

  async #settle(): Promise<void> {
    const asked = [...this.#waiting];
    const running = new Set<ApplicationId>();
    for (let cursor: string | undefined; ; ) {
      const query = { state: 'verifying' as const, limit: 200, ...(cursor ? { cursor } : {}) };
      const { items, next } = await patiently(() => this.#connection.client.listApplications({ query }));
      for (const { id } of items) running.add(id);
      if (next === null) break;
      cursor = next;
    }
    for (const [id, { ended }] of asked) if (!running.has(id)) ended();
  }
}
