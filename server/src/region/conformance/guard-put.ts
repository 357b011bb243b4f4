import type { ProblemCode } from '@kaitong/contract';
import { LineCut } from '../../line-cut.ts';
import type { RegionContext } from '../context.ts';
import { meetOutage } from './answer-call.ts';
import { lockConformance } from './lock-conformance.ts';
import { readConformanceKey } from './object-keys.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/**
 * What a PUT meets of an item's outage; `undefined` for all that belongs to no test.
 *
 * @throws LineCut
 */
export async function guardPut({ db }: RegionContext, key: string): Promise<ProblemCode | undefined> {
  const place = readConformanceKey(key);
  if (!place) return undefined;
  const met = await db.transaction().execute(async (trx) => {
    const event = await trx
      .selectFrom('conformance_event')
      .select('conformance_id')
      .where('id', '=', place.eventId)
      .executeTakeFirst();
    const test = event && (await lockConformance(trx, event.conformance_id));
    if (test?.state !== 'running') return undefined;
    const before = snapshotOf(test);
    const outage = meetOutage(test);
    if (outage) await saveConformance(trx, test, before);
    return outage;
  });
  if (met === 'cut') throw new LineCut();
  return met?.code;
}
