import { AsyncLocalStorage } from 'node:async_hooks';

/** `any`: whether a piece of work may have left anything behind. `kept`: whether a commit of its own that changed something was acknowledged. */
export type Writes = { any: boolean; kept: boolean };

const watched = new AsyncLocalStorage<Writes | undefined>();

/** Does the work, and notes in `writes` what it may have written, whatever it throws. */
export const watchWrites = <Result>(writes: Writes, work: () => Promise<Result>): Promise<Result> =>
  watched.run(writes, work);

/** Leaves traces that make nothing by being made twice: counts of tries. Or tells itself what it wrote. */
export const unwatched = <Result>(work: () => Promise<Result>): Promise<Result> => watched.run(undefined, work);

/** Before something is sent that may stay whether or not its answer comes. */
export function noteWrite(): void {
  const writes = watched.getStore();
  if (writes) writes.any = true;
}

/** What was changed is committed, and acknowledged. */
export function noteKept(): void {
  const writes = watched.getStore();
  if (!writes) return;
  writes.any = true;
  writes.kept = true;
}

/** What an answer says of its statement. What `WITH` changed it does not tell. */
export type Told = { command?: string | null | undefined; rowCount?: number | null | undefined };
const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** What a statement leaves by itself: all of its transaction, its own change, or perhaps that of a function that it calls. */
export type Lasting = 'transaction' | 'change' | 'perhaps';

/**
 * What one session of the database is sent. A statement by itself stays from the moment that it is sent, those of a
 * transaction from when its COMMIT is: what was rolled back, or broke before, left nothing.
 */
export class SessionWrites {
  #isOpen = false;
  #any = false;
  #hasChanged = false;

  /** @returns `undefined`: nothing stays of it until something else is sent */
  note(statement: unknown): Lasting | undefined {
    const word = typeof statement === 'string' ? (/^\s*(\w+)/.exec(statement)?.[1]?.toLowerCase() ?? '') : '';
    if (word === 'begin' || word === 'start') {
      this.#isOpen = true;
      this.#any = false;
      this.#hasChanged = false;
      return undefined;
    }
    if (word === 'commit') {
      if (this.#any) noteWrite();
      this.#isOpen = false;
      return 'transaction';
    }
    if (word === 'rollback') {
      // Back to a savepoint leaves what was written before it.
      if (!/^\s*rollback\s+to\b/i.test(String(statement))) this.#isOpen = false;
      return undefined;
    }
    if (word !== 'select' && watched.getStore()) {
      if (this.#isOpen) this.#any = true;
      else noteWrite();
    }
    if (this.#isOpen) return undefined;
    return word === 'select' ? 'perhaps' : 'change';
  }
  /** A commit that changed no row reaches no standby, and neither does one that was taken back: nothing is kept by those. */
  hear(lasting: Lasting | undefined, { command, rowCount }: Told): void {
    if (lasting === 'transaction') {
      if (this.#hasChanged && command === 'COMMIT') noteKept();
      this.#hasChanged = false;
    } else if (CHANGES.has(command ?? '') && (rowCount ?? 0) > 0 && watched.getStore()) {
      if (this.#isOpen) this.#hasChanged = true;
      else noteKept();
    }
  }
}
