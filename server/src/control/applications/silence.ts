import { type ApplicationId, type Duration, milliseconds } from '@kaitong/contract';
import { REGION_SILENCE } from '@kaitong/core';
import type { Transaction } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { setDeadline } from '../../store/deadlines.ts';

/** When control gives a region up: 15 s after the deadline that the region reported last. */
export const REGION_SILENT = 'application.silent';

export async function armSilence(
  trx: Transaction<ControlTables>,
  id: ApplicationId,
  untilDeadline: Duration,
): Promise<void> {
  await setDeadline(trx, REGION_SILENT, id, milliseconds(Math.max(0, untilDeadline) + REGION_SILENCE));
}
