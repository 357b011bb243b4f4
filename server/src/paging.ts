import type { AccountId } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';

/**
 * A page of rows that were read with `limit + 1`. The cursor is the last row's id: the next query looks its place in the
 * order up, so rows of equal time are neither lost nor repeated, and a made-up cursor shows nothing.
 */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(toItem), next: rows.length > limit && last !== undefined ? idOf(last) : null };
}

/** Of an account’s rows of a table, newest first: those that come after the cursor’s. One of another account shows nothing. */
export function behind(table: string, cursor: string, accountId: AccountId): RawBuilder<boolean> {
  const [createdAt, id] = [sql.ref(`${table}.created_at`), sql.ref(`${table}.id`)];
  return sql<boolean>`(${createdAt}, ${id}) <
    (SELECT created_at, id FROM ${sql.table(table)} WHERE id = ${cursor} AND account_id = ${accountId})`;
}

const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** A pattern for LIKE that finds `text` anywhere, whatever signs are in it. */
export const containing = (text: string): string => `%${literal(text)}%`;

/** One that finds what begins with it, which an index in the order of the bytes answers. */
export const beginning = (text: string): string => `${literal(text)}%`;
