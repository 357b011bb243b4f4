import { type Pid, type ShownWaiver, Waiver } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import type { WaiverTable } from '../../store/control/waivers.ts';

type Row = Selectable<WaiverTable> & { is_over: boolean };

export const waiverRows = (db: Kysely<ControlTables>) =>
  db.selectFrom('waiver').selectAll('waiver').select(sql<boolean>`waiver.ends_at <= kaitong_now()`.as('is_over'));

export const showWaiver = (row: Row): Waiver =>
  Waiver.parse({
    id: row.id,
    pid: row.pid,
    subject: row.subject,
    reason: row.reason,
    givenAt: row.given_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    state: row.withdrawn_at ? 'withdrawn' : row.is_over ? 'ended' : 'in_force',
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  });

/** All that there ever were, the newest first. */
export async function readWaivers(db: Kysely<ControlTables>, pid: Pid): Promise<Waiver[]> {
  const rows = await waiverRows(db).where('pid', '=', pid).orderBy('given_at', 'desc').orderBy('id').execute();
  return rows.map(showWaiver);
}

/** Those that count now, by what they are of: the same state gives the same list. */
export async function waiversInForce(db: Kysely<ControlTables>, pid: Pid): Promise<ShownWaiver[]> {
  const inForce = (await readWaivers(db, pid)).filter(({ state }) => state === 'in_force');
  return inForce
    .map(({ subject, reason, givenAt, endsAt }) => ({ subject, reason, givenAt, endsAt }))
    .sort((a, b) => (a.subject.kind + a.subject.code < b.subject.kind + b.subject.code ? -1 : 1));
}
