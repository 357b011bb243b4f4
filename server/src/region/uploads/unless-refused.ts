import { isRefusal, type Refusal } from '@kaitong/contract';
import { attempt } from '../../store/unit-of-work.ts';
import type { RegionTransaction } from '../context.ts';

/** Opens an event within its purpose's transaction. Of one that is refused nothing stays; what stood before it does. */
export async function unlessRefused<Answer>(
  trx: RegionTransaction,
  open: () => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  return await attempt(trx, open, (opened) => !isRefusal(opened));
}
