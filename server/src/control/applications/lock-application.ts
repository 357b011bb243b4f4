import type { ApplicationId } from '@kaitong/contract';
import { type Selectable, sql, type Transaction } from 'kysely';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';

/** An application's row, locked until the transaction ends, with the database's time of the lock. */
export type LockedApplication = Selectable<ApplicationTable> & { now: Date };

/** @throws if there is none: whoever locks has the id from a row */
export const lockApplication = async (trx: Transaction<ControlTables>, id: ApplicationId): Promise<LockedApplication> =>
  await rowOf(trx, id).executeTakeFirstOrThrow();

/** The same where the id comes from elsewhere. */
export const findLocked = async (
  trx: Transaction<ControlTables>,
  id: ApplicationId,
): Promise<LockedApplication | undefined> => await rowOf(trx, id).executeTakeFirst();

const rowOf = (trx: Transaction<ControlTables>, id: ApplicationId) =>
  trx.selectFrom('application').selectAll().select(sql<Date>`kaitong_now()`.as('now')).where('id', '=', id).forUpdate();
