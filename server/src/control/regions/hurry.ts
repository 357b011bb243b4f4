import type { Region } from '@kaitong/contract';
import { hurryDeadlines } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { deliveryKind } from './delivery-names.ts';

/** A region answers again: what waits for its next try is tried now. Rows in another process's hands are due anyway. */
export async function hurry(db: Executor, region: Region): Promise<void> {
  await hurryDeadlines(db, deliveryKind(region));
}
