import { type RawBuilder, sql } from 'kysely';

/** More of them say nothing new, and a hostile device must not fill the row. */
const MOST = 4;

/** When an object's last frame was taken, by a declaration that says now how old it is. */
const endOf = (ageMs: number): RawBuilder<number> =>
  sql<number>`greatest(0, round(extract(epoch FROM kaitong_now()) * 1000) - ${ageMs}::bigint)`;

/** `ends` of a row that is new. */
export const firstEnd = (ageMs: number): RawBuilder<number[]> => sql<number[]>`jsonb_build_array(${endOf(ageMs)})`;

/**
 * `ends` of an object's row with one more: when its last frame was taken by a declaration that says so now. In milliseconds
 * since 1970; an age from before all time is none.
 */
export const withEnd = (ageMs: number): RawBuilder<number[]> => sql<number[]>`
  CASE WHEN jsonb_array_length(ends) < ${MOST}
    THEN ends || to_jsonb(${endOf(ageMs)}) ELSE ends END`;
