import { type Duration, seconds } from '@kaitong/contract';
import type { Clock } from '../clock.ts';

/** Where one hears that somebody may have lost a right. */
export type Rights = {
  clock: Clock;
  /** Calls `listener` with whose right it is, or with `undefined` when it may be anybody's, until the returned function is called. */
  onLost(listener: (userId: string | undefined) => void): () => void;
};

/** What nobody tells of, such as the end of a key's time, is found out by then. */
const ASKED_EVERY: Duration = seconds(30);

/** A caller's right to listen. It is asked for again when it may be lost, and from time to time while it is made use of. */
export class ListeningRight {
  readonly #clock: Clock;
  readonly #off: () => void;
  #owner: { userId: string; ask: () => Promise<boolean>; end: () => void } | undefined;
  #askedAt: number;
  #mayBeLost = false;
  #held: Promise<boolean> = Promise.resolve(true);

  /** Made before the caller is authenticated, so that what is taken away right after is heard of. */
  constructor({ clock, onLost }: Rights) {
    this.#clock = clock;
    this.#askedAt = clock.now().getTime();
    this.#off = onLost((userId) => this.#hear(userId));
  }

  /** @param end called as soon as the right is known to be lost, also while nothing happens */
  belongsTo(userId: string, ask: () => Promise<boolean>, end: () => void): void {
    this.#owner = { userId, ask, end };
  }

  async holds(): Promise<boolean> {
    for (;;) {
      const now = this.#clock.now().getTime();
      if (this.#mayBeLost || now - this.#askedAt >= ASKED_EVERY) {
        this.#mayBeLost = false;
        this.#askedAt = now;
        this.#held = this.#held.then(async (held) => held && this.#owner !== undefined && (await this.#owner.ask()));
      }
      const held = this.#held;
      if (!(await held)) return false;
      if (held === this.#held && !this.#mayBeLost) return true; // else it may have been lost while it was asked for
    }
  }

  drop(): void {
    this.#off();
  }

  #hear(userId: string | undefined): void {
    const owner = this.#owner;
    if (owner && userId !== undefined && userId !== owner.userId) return;
    this.#mayBeLost = true;
    if (owner)
      this.holds().then(
        (held) => held || owner.end(),
        () => owner.end(),
      );
  }
}
