import type { ApplicationId, Pid } from '@kaitong/contract';
import { type Selectable, sql, type Transaction, type UpdateObject } from 'kysely';
import type { ApplicationTable } from '../../store/control/applications.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { noteRow } from '../../store/unit-of-work.ts';

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

/** The one that a product was activated by. */
export const lockActivated = async (
  trx: Transaction<ControlTables>,
  pid: Pid,
): Promise<(LockedApplication & { product_version: number }) | undefined> =>
  await trx
    .selectFrom('activation')
    .innerJoin('product', 'product.pid', 'activation.pid')
    .innerJoin('application', 'application.id', 'activation.application_id')
    .selectAll('application')
    .select(['product.version as product_version', sql<Date>`kaitong_now()`.as('now')])
    .where('activation.pid', '=', pid)
    .forUpdate('application')
    .executeTakeFirst();

const rowOf = (trx: Transaction<ControlTables>, id: ApplicationId) =>
  trx.selectFrom('application').selectAll().select(sql<Date>`kaitong_now()`.as('now')).where('id', '=', id).forUpdate();

export type ApplicationChange = UpdateObject<ControlTables, 'application'>;

/** What becomes of an application that is locked; written with all else at the transaction's end. */
export const changeApplication = (
  trx: Transaction<ControlTables>,
  { id }: Pick<LockedApplication, 'id'>,
  change: ApplicationChange,
): Promise<void> => noteRow(trx, 'application', { id }, change);
