import { type device, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { answerCall } from './answer-call.ts';
import { declareInto } from './declare-object.ts';
import { disturb } from './disturb.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { type ConformanceEvent, findItemEvent } from './lock-event.ts';
import { noteRefused } from './note-refused.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';

type Committed = Reply<typeof device.commitObject>;

/** Makes a stored object part of a test's event. After the first segment the item has its say. */
export async function commitConformanceObject(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.commitObject>,
): Promise<Committed | Refusal> {
  return await answerCall(context, caller, async (trx, test) => {
    const event = await findItemEvent(trx, test, params.eventId);
    if (!event) return refusal('event_unknown');
    const committed = await commit(context, trx, test, event, params.n);
    if (typeof committed === 'object') return committed;
    const next = body.next ? await declareInto(context, trx, test, event, body.next) : null;
    if (committed === 'segment' && event.n > 0) await disturb(trx, test, caller);
    if (next === null || !('code' in next)) return { next };
    noteRefused(test, next);
    return { next: null, refused: next };
  });
}

async function commit(
  { objects }: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance,
  event: ConformanceEvent,
  n: number,
): Promise<'before' | 'segment' | 'other' | Refusal> {
  const object = await trx
    .selectFrom('conformance_object')
    .select(['state', 'kind'])
    .where('event_id', '=', event.id)
    .where('n', '=', n)
    .executeTakeFirst();
  if (!object) return refusal('object_unknown');
  if (object.state === 'committed') return 'before';
  if (!(await objects.findInfo(conformanceKey(event.id, n)))) return refusal('object_not_stored');
  await trx
    .updateTable('conformance_object')
    .set({ state: 'committed' })
    .where('event_id', '=', event.id)
    .where('n', '=', n)
    .execute();
  test.stage.newsAt = test.now.toISOString();
  if (event.n > 0) observe(test, 'object.stored', { event: event.n, object: n, kind: object.kind });
  return object.kind === 'segment' ? 'segment' : 'other';
}
