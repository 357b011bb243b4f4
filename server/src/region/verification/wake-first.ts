import { seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';
import { RUN_WAITING } from './deadline-kinds.ts';

/** A place has become free: whoever stands first looks at once. */
export async function wakeFirst(trx: RegionTransaction): Promise<void> {
  const first = await trx.selectFrom('waiting_run').select('application_id').orderBy('seq').limit(1).executeTakeFirst();
  if (first) await setDeadline(trx, RUN_WAITING, first.application_id, seconds(0));
}
