import type { EventType } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';

export type Narrowed = {
  type?: EventType | undefined;
  unread?: boolean | undefined;
  favourite?: boolean | undefined;
  kept?: boolean | undefined;
};

/** What rows of `recorded_event` are shown, the same on the line and in the list. */
export const narrow = ({ type, unread, favourite, kept }: Narrowed): RawBuilder<unknown>[] => [
  ...(type ? [sql`type = ${type}`] : []),
  ...(unread === undefined ? [] : [unread ? sql`read_at IS NULL AND recording = 'event'` : sql`read_at IS NOT NULL`]),
  ...(favourite === undefined ? [] : [favourite ? sql`favourite_at IS NOT NULL` : sql`favourite_at IS NULL`]),
  ...(kept === undefined ? [] : [kept ? sql`kept_at IS NOT NULL` : sql`kept_at IS NULL`]),
];
