import { type ApplicationId, type Duration, milliseconds } from '@kaitong/contract';
import { REGION_SILENCE } from '@kaitong/core';
import { setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';

/** When control gives a region up: 15 s after the deadline that the region reported last. */
export const REGION_SILENT = 'application.silent';

export async function armSilence(trx: Executor, id: ApplicationId, untilDeadline: Duration): Promise<void> {
  await setDeadline(trx, REGION_SILENT, id, milliseconds(Math.max(0, untilDeadline) + REGION_SILENCE));
}
