import type { Duration } from '@kaitong/contract';
import type { Transaction } from 'kysely';
import type { ControlTables } from '../store/control/tables.ts';
import { delayAll } from '../store/deadlines.ts';
import { REGION_SILENT as APPLICATION_SILENT } from './applications/silence.ts';
import { REGION_SILENT as CONFORMANCE_SILENT } from './conformance/silence.ts';

/** Nobody was there to hear a region: whoever waits for one has its time again. */
export async function prolongSilences(trx: Transaction<ControlTables>, lost: Duration): Promise<void> {
  for (const kind of [APPLICATION_SILENT, CONFORMANCE_SILENT]) await delayAll(trx, kind, lost);
}
