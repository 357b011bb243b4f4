import { sql } from 'kysely';

/** The month of a point in time, as statements name it: 2026-11, UTC. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/** When a month begins, UTC. */
export const startOfMonth = (month: string): Date => new Date(`${month}-01T00:00:00Z`);

/** `n` months on, or back where `n` is below zero. */
export function addMonths(month: string, n: number): string {
  const at = startOfMonth(month);
  at.setUTCMonth(at.getUTCMonth() + n);
  return monthOf(at);
}

/** SQL: the month of a column of type timestamptz. */
export const monthIn = (column: string) => sql<string>`to_char(${sql.ref(column)} AT TIME ZONE 'UTC', 'YYYY-MM')`;
