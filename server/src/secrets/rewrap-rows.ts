import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { KeyRing } from './wrapping.ts';
import { UnwrapError } from './wrapping.ts';

/** `unreadable`: wrapped by a key that is not in the key file, or changed; nobody could read them before either. */
export type Rewrapped = { rewrapped: number; unreadable: number };

/** A room's secrets in one of its tables. */
export type WrappedRows<Row extends { wrapped: string | null }> = {
  /** Up to `AT_ONCE` rows whose secret is not under the key that wraps now, in one order, after the first `skip`. */
  list(isBehind: (column: string) => RawBuilder<boolean>, skip: number): Promise<Row[]>;
  placeOf(row: Row): string;
  /** Where the secret is as it was: whoever changed it meanwhile wrapped it by the new key. */
  store(row: Row, wrapped: string): Promise<unknown>;
};

export const AT_ONCE = 500;

/** Wraps the secrets of a table anew. Ended in the middle, the next call goes on with what is left. */
export async function rewrapRows<Row extends { wrapped: string | null }>(
  secrets: KeyRing,
  { list, placeOf, store }: WrappedRows<Row>,
): Promise<Rewrapped> {
  const done = { rewrapped: 0, unreadable: 0 };
  const isBehind = (column: string) => sql<boolean>`${sql.ref(column)} NOT LIKE ${`${secrets.wrappedBy}%`}`;
  for (;;) {
    const rows = await list(isBehind, done.unreadable);
    if (rows.length === 0) return done;
    for (const row of rows) {
      const anew = rewrapped(secrets, row.wrapped ?? '', placeOf(row));
      if (anew === undefined) done.unreadable += 1;
      else {
        await store(row, anew);
        done.rewrapped += 1;
      }
    }
  }
}

export function rewrapped(secrets: KeyRing, wrapped: string, place: string): string | undefined {
  try {
    return secrets.rewrap(wrapped, place);
  } catch (error) {
    if (error instanceof UnwrapError) return undefined;
    throw error;
  }
}

export const addUp = (all: readonly Rewrapped[]): Rewrapped => ({
  rewrapped: all.reduce((sum, one) => sum + one.rewrapped, 0),
  unreadable: all.reduce((sum, one) => sum + one.unreadable, 0),
});
