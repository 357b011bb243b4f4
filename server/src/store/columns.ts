import type { ColumnType } from 'kysely';

/** A point in time: read as a `Date`, written as one or as RFC 3339 text. */
export type Stamp = ColumnType<Date, Date | string, Date | string>;
export type StampOrNull = ColumnType<Date | null, Date | string | null, Date | string | null>;
/** One that the database sets by itself. */
export type GeneratedStamp = ColumnType<Date, Date | string | undefined, Date | string>;
