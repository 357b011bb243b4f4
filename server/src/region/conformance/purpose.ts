import { days, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { momentOf } from '@kaitong/core';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { type AskStore, askingBefore, nothingStored } from '../uploads/ask-store.ts';
import type { Act, OpenBody, Purpose, UploadCaller } from '../uploads/purpose.ts';
import { unlessRefused } from '../uploads/unless-refused.ts';
import { addEvent } from './add-event.ts';
import { answerCall } from './answer-call.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { findItemEvent } from './lock-event.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';
import { conformanceUpload } from './upload.ts';

/** No item asks for what is older. */
const OLDEST = days(7);

/** What an extended test tries. Calls lock the test: each may meet what the item at work has for the device. */
export const conformancePurpose: Purpose = {
  onEvent: (context, caller, eventId, act, { stored } = { objects: [] }) =>
    askingBefore(
      context.objects,
      (ask) =>
        answerCall(context, caller, async (trx, test) => {
          const event = await findItemEvent(trx, test, eventId);
          return event
            ? await act(await conformanceUpload({ context, trx, test, event, caller, ask }))
            : refusal('event_unknown');
        }),
      stored === undefined ? undefined : conformanceKey(eventId, stored),
    ),
  onOpening: (context, caller, body, act) =>
    askingBefore(context.objects, (ask) =>
      answerCall(context, caller, (trx, test) => open({ context, trx, test, caller, ask }, body, act)),
    ),
};

type Call = {
  context: RegionContext;
  trx: RegionTransaction;
  test: LockedConformance;
  caller: UploadCaller;
  ask: AskStore;
};

async function open<Answer>(call: Call, body: OpenBody, act: Act<Answer>): Promise<Answer | Refusal> {
  const { trx, test } = call;
  const { item } = test;
  if (item === null) return refusal('server_restarting'); // its first item is about to begin
  const moment = momentOf(body, test.now.getTime());
  if (isRefusal(moment)) return moment;
  if (body.ageMs > OLDEST) return refusal('event_expired', { days: OLDEST / days(1) });
  const known = await trx
    .selectFrom('conformance_event')
    .select('id')
    .where('conformance_id', '=', test.id)
    .where('device_event_id', '=', body.deviceEventId)
    .executeTakeFirst();
  if (known) {
    const event = await findItemEvent(trx, test, known.id);
    return event ? await act(await conformanceUpload({ ...call, event })) : refusal('grant_ended');
  }
  if (test.stage.privacy) {
    test.stage.refusedOpenings += 1;
    observe(test, 'event.refused');
    return refusal('privacy_mode');
  }
  const before = structuredClone({ items: test.items, stage: test.stage });
  const opened = await unlessRefused(trx, async () => {
    const event = await addEvent(call.context, trx, { ...test, item }, body, moment);
    return await act(await conformanceUpload({ ...call, event, ask: nothingStored }));
  });
  if (isRefusal(opened)) Object.assign(test, before);
  return opened;
}
