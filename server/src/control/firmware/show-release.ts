import type { FirmwareRelease, Pid, ReleaseId } from '@kaitong/contract';
import { movesOf } from '@kaitong/core';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { FirmwareTables } from '../../store/control/firmware.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

export type ReleaseRow = Selectable<FirmwareTables['firmware_release']>;

export const showRelease = (row: ReleaseRow): z.input<typeof FirmwareRelease> => ({
  id: row.id,
  manifest: row.manifest,
  notes: row.notes,
  createdAt: row.created_at.toISOString(),
  hasImage: row.image !== null,
  state: row.state,
  share: row.share,
  haltedFor: row.halted_for,
  moves: movesOf(row),
});

/** A release of this product; of another it is not found. */
export const findRelease = (db: ControlContext['db'], pid: Pid, id: ReleaseId): Promise<ReleaseRow | undefined> =>
  db.selectFrom('firmware_release').selectAll().where('id', '=', id).where('pid', '=', pid).executeTakeFirst();

/** The same, and nobody else moves it until the transaction is over. */
export const lockRelease = (trx: ControlTransaction, pid: Pid, id: ReleaseId): Promise<ReleaseRow | undefined> =>
  trx
    .selectFrom('firmware_release')
    .selectAll()
    .where('id', '=', id)
    .where('pid', '=', pid)
    .forUpdate()
    .executeTakeFirst();
