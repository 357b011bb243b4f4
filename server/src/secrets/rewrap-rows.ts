import { type SelectQueryBuilder, sql } from 'kysely';
import { type KeyRing, UnwrapError } from './wrapping.ts';

/** `unreadable`: wrapped by a key that is not in the key file, or changed; nobody could read them before either. */
export type Rewrapped = { rewrapped: number; unreadable: number };

/** What a room says of its secrets in a column of one of its tables. */
export type WrappedColumn<Row> = {
  column: string;
  placeOf(row: Row): string;
  /** Where the secret is as it was: whoever changed it meanwhile wrapped it by the new key. */
  store(row: Row, wrapped: string): { execute(): Promise<unknown> };
};

const AT_ONCE = 500;

/**
 * Wraps the secrets of a column anew. Ended in the middle, the next call goes on with what is left.
 *
 * @param rows a query for what names each of them, and the secret as `wrapped`
 */
export async function rewrapColumn<Row extends { wrapped: string | null }>(
  secrets: KeyRing,
  rows: { execute(): Promise<Row[]> },
  { column, placeOf, store }: WrappedColumn<Row>,
): Promise<Rewrapped> {
  const done = { rewrapped: 0, unreadable: 0 };
  // Its type by what it gives is all that the compiler can infer a row from.
  const behind = (rows as unknown as SelectQueryBuilder<Record<string, Row>, string, Row>)
    .where(sql<boolean>`${sql.ref(column)} NOT LIKE ${`${secrets.wrappedBy}%`}`)
    .orderBy(sql.ref(column))
    .limit(AT_ONCE);
  for (;;) {
    // Those that could not be read stand in front: whatever follows is behind them in this order.
    const found = await behind.offset(done.unreadable).execute();
    if (found.length === 0) return done;
    for (const row of found as unknown as Row[]) {
      const anew = rewrapped(secrets, row.wrapped ?? '', placeOf(row));
      if (anew === undefined) done.unreadable += 1;
      else {
        await store(row, anew).execute();
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
