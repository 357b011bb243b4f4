import { type ApplicationId, type EventId, REPORTED_KEY_FRAMES } from '@kaitong/contract';
import type { RegionTransaction } from '../context.ts';

/**
 * Remembers key frames, and answers which of them other runs' events have shown before. What the run's own test event has
 * shown is no replay: a pre-record may reach back into it. Sorted: two events with the same frames that are concluded at
 * the same moment would otherwise wait for each other's rows.
 */
export async function recogniseFingerprints(
  trx: RegionTransaction,
  { id, run_id }: { id: EventId; run_id: ApplicationId },
  fingerprints: string[],
): Promise<Set<string>> {
  if (fingerprints.length === 0) return new Set();
  const seen = await trx
    // What it adds the same statement does not see.
    .with('remembered', (other) =>
      other
        .insertInto('fingerprint')
        .values([...new Set(fingerprints)].sort().map((fingerprint) => ({ fingerprint, event_id: id })))
        .onConflict((conflict) => conflict.doNothing()),
    )
    .selectFrom('fingerprint')
    .leftJoin('replaced_event', (join) =>
      join.onRef('replaced_event.event_id', '=', 'fingerprint.event_id').on('replaced_event.run_id', '=', run_id),
    )
    .select(['fingerprint', 'replaced_event.event_id as replaced'])
    .where('fingerprint', 'in', fingerprints)
    .where('fingerprint.event_id', 'not in', (query) =>
      query.selectFrom('event').select('id').where('run_id', '=', run_id),
    )
    .execute();
  // So may that of a second wave reach back into the first: only a clip that is all of it is the first one sent again.
  const isSentAgain = seen.length === new Set(fingerprints).size;
  const counted = isSentAgain ? seen : seen.filter(({ replaced }) => replaced === null);
  return new Set(counted.map((row) => row.fingerprint));
}

/**
 * What control hears of a clip's key frames, to find it in any region. Of very many the smallest: the same clip gives the
 * same ones again, also where it is cut differently.
 */
export const reportedFingerprints = (fingerprints: readonly string[]): string[] =>
  [...new Set(fingerprints)].sort().slice(0, REPORTED_KEY_FRAMES);
