import type { FirmwareRelease, Pid, ReleaseId } from '@kaitong/contract';
import { clearanceOf, movesOf } from '@kaitong/core';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { FirmwareTables } from '../../store/control/firmware.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { passedFirmware } from './passed-firmware.ts';

export type ReleaseRow = Selectable<FirmwareTables['firmware_release']>;

/** Releases of one product. */
export async function showReleases(
  db: Kysely<ControlTables>,
  pid: Pid,
  rows: readonly ReleaseRow[],
): Promise<z.input<typeof FirmwareRelease>[]> {
  const [passed, verifications] = await Promise.all([passedFirmware(db, pid), lastVerifications(db, rows)]);
  return rows.map((row) => {
    const clearance = clearanceOf(row.manifest, passed);
    return {
      id: row.id,
      manifest: row.manifest,
      notes: row.notes,
      createdAt: row.created_at.toISOString(),
      hasImage: row.image !== null,
      state: row.state,
      share: row.share,
      uploads: row.uploads,
      haltedFor: row.halted_for,
      verification: verifications.get(row.id) ?? null,
      clearance,
      moves: movesOf(row, clearance),
    };
  });
}

type Verification = NonNullable<z.input<typeof FirmwareRelease>['verification']>;

async function lastVerifications(
  db: Kysely<ControlTables>,
  rows: readonly ReleaseRow[],
): Promise<Map<ReleaseId, Verification>> {
  const found = await db
    .selectFrom('application')
    .select(['id', 'release_id', 'state', 'problem'])
    .distinctOn('release_id')
    .where('release_id', '=', sql<ReleaseId>`ANY(${rows.map(({ id }) => id)})`)
    .where('state', '<>', 'refused')
    .orderBy('release_id')
    .orderBy('created_at', 'desc')
    .execute();
  return new Map(
    found.flatMap(({ id: applicationId, release_id, state, problem }) =>
      release_id === null ? [] : [[release_id, { applicationId, state, problem }] as const],
    ),
  );
}

export async function showRelease(
  db: Kysely<ControlTables>,
  row: ReleaseRow,
): Promise<z.input<typeof FirmwareRelease>> {
  const [shown] = await showReleases(db, row.pid, [row]);
  if (!shown) throw new Error('one release was shown as none');
  return shown;
}

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
