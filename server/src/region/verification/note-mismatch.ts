import { refusal } from '@kaitong/contract';
import { type Finding, finding } from '@kaitong/contract/checks';
import type { Selectable } from 'kysely';
import type { EventObjectTable } from '../../store/region/events.ts';
import type { RegionContext } from '../context.ts';
import { lockRun } from './lock-run.ts';
import { noteRefusal } from './note-refusal.ts';
import { readObjectKey } from './object-keys.ts';
import { reportProgress } from './report.ts';

/** What arrived at an upload target instead of what was declared. */
export type Mismatch =
  | { code: 'length_required' }
  | { code: 'size_mismatch'; bytes: number }
  | { code: 'hash_mismatch'; received: { sha256: string; md5: string } };

/** Remembers a PUT that the store refused: if the run fails for want of this object, the maker is told what was wrong. */
export async function noteMismatch(context: RegionContext, key: string, mismatch: Mismatch): Promise<void> {
  const place = readObjectKey(key);
  if (!place) return;
  await context.db.transaction().execute(async (trx) => {
    const object = await trx
      .selectFrom('event_object')
      .innerJoin('event', 'event.id', 'event_object.event_id')
      .selectAll('event_object')
      .select(['event.run_id', 'event.probe_id'])
      .where('event_id', '=', place.eventId)
      .where('n', '=', place.n)
      .executeTakeFirst();
    if (!object) return;
    const run = await lockRun(trx, object.run_id);
    if (run?.state !== 'running' || (object.probe_id !== null && object.probe_id !== run.probe?.id)) return;
    const found = mismatch.code === 'length_required' ? null : findingOf(object, mismatch);
    const isTold = object.probe_id === null || run.probe?.refused.includes(mismatch.code);
    await noteRefusal(trx, object, refusal(mismatch.code), found);
    if (found && !isTold)
      await reportProgress(trx, run, { type: 'probe.inspected', n: object.n, kind: object.kind, findings: [found] });
  });
}

function findingOf(
  { n, kind, bytes, sha256, md5 }: Selectable<EventObjectTable>,
  mismatch: Exclude<Mismatch, { code: 'length_required' }>,
): Finding {
  const place = { object: n, kind };
  if (mismatch.code === 'size_mismatch')
    return finding('obj.size', { ...place, measured: mismatch.bytes, limit: bytes });
  const { received } = mismatch;
  return received.sha256 === sha256
    ? finding('obj.hash', { ...place, measured: received.md5, limit: md5, params: { algorithm: 'MD5' } })
    : finding('obj.hash', { ...place, measured: received.sha256, limit: sha256, params: { algorithm: 'SHA-256' } });
}
