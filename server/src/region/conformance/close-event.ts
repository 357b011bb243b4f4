import { type device, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { answerCall } from './answer-call.ts';
import { findItemEvent } from './lock-event.ts';
import { observe } from './observe.ts';

/** Closes a test's event: the device says how many objects there are. Repeating it is fine. */
export async function closeConformanceEvent(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.closeEvent>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  return await answerCall(context, caller, async (trx, test) => {
    const event = await findItemEvent(trx, test, params.eventId);
    if (!event) return refusal('event_unknown');
    const closed = { eventId: params.eventId, state: 'closed' as const };
    if (event.closed_at !== null) return closed;
    const { objects, durationMs } = body;
    await trx
      .updateTable('conformance_event')
      .set({ closed_at: test.now, closed_objects: objects, closed_duration_ms: durationMs })
      .where('id', '=', event.id)
      .execute();
    test.stage.newsAt = test.now.toISOString();
    if (event.n > 0)
      observe(test, 'event.closed', { event: event.n, objects, seconds: Math.round(durationMs / seconds(0.1)) / 10 });
    return closed;
  });
}
