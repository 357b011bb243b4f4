import { days, isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { momentOf } from '@kaitong/core';
import { attemptByNotes } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { type AskStore, askingBefore, nothingStored } from '../uploads/ask-store.ts';
import type { Act, OpenBody, Purpose } from '../uploads/purpose.ts';
import { addEvent } from './add-event.ts';
import { findUpload, listUploadsAtOpening } from './find-event.ts';
import { grantOfDevice, grantOfEvent } from './grant-of-device.ts';
import type { LockedRun } from './lock-run.ts';
import { noteRefusal } from './note-refusal.ts';
import { objectKey } from './object-keys.ts';
import { isEarlierProbe, isProbeAwaited } from './probe.ts';
import { verificationUpload } from './upload.ts';

/** An event that began longer ago than this is not worth a subscription's storage. */
const OLDEST = days(7);

/**
 * What a run tries: one event, and a test event beside it. Calls lock the run; what was refused last is written down, since
 * it explains a missed deadline.
 */
export const verificationPurpose: Purpose = {
  async onEvent(context, { deviceId }, eventId, act, { stored } = { objects: [] }) {
    const call = (ask: AskStore) =>
      context.db.transaction().execute(async (trx) => {
        const run = await grantOfEvent(trx, { eventId, deviceId });
        // Read under the run's lock: before that the event may have been closed, or have gone for a second wave.
        const event = await findUpload(trx, { eventId, deviceId });
        return event ? await act(verificationUpload({ context, trx, event, run, ask })) : refusal('event_unknown');
      });
    return await askingBefore(context.objects, call, stored === undefined ? undefined : objectKey(eventId, stored));
  },

  async onOpening(context, { deviceId }, body, act) {
    return await askingBefore(context.objects, (ask) =>
      context.db.transaction().execute(async (trx) => {
        const run = await grantOfDevice(trx, deviceId);
        if (isRefusal(run)) return run;
        const isProbe = body.probeId !== undefined || body.type === 'probe';
        const opened = await open({ context, trx, run, isProbe, ask }, body, act);
        const { probeId = '' } = body;
        if (!isRefusal(opened) || (isProbe && isEarlierProbe(run, probeId))) return opened;
        return await noteRefusal(trx, { run_id: run.application_id, probe_id: isProbe ? probeId : null }, opened);
      }),
    );
  },
};

type Call = { context: RegionContext; trx: RegionTransaction; run: LockedRun; isProbe: boolean; ask: AskStore };

/** Under the run's lock: a device that repeats its request while the first one is on its way gets the same event. */
async function open<Answer>(call: Call, body: OpenBody, act: Act<Answer>): Promise<Answer | Refusal> {
  const { context, trx, run, ask } = call;
  const uploads = await listUploadsAtOpening(trx, run, body.deviceEventId);
  const known = uploads.find(({ device_event_id }) => device_event_id === body.deviceEventId);
  if (known) {
    if (known.run_id !== run.application_id) return refusal('nonce_wrong');
    if (known.probe_id !== (body.probeId ?? null)) return refusal('event_conflict');
    return await act(verificationUpload({ context, trx, event: known, run, ask }));
  }
  const moment = momentOf(body, run.now.getTime());
  if (isRefusal(moment)) return moment;
  const refused = whyNot(call, body);
  if (refused) return refused;
  if (!call.isProbe && uploads.length > 0) return refusal('grant_used');
  const probeId = call.isProbe ? (body.probeId ?? null) : null;
  const opened = async () => {
    const event = await addEvent(context, trx, run, body, { ...moment, probeId });
    return await act(verificationUpload({ context, trx, event, run, ask: nothingStored }));
  };
  return await attemptByNotes(trx, opened, (answer) => !isRefusal(answer));
}

/**
 * What says `probe` answers a `probe` command and nothing else: it never becomes the run's event, nor does what shows a
 * test's nonce. A test may show the run's: firmware knows it, from before tests had grants of their own.
 */
function whyNot({ run, isProbe }: Call, body: OpenBody): Refusal | undefined {
  if (isProbe && !isProbeAwaited(run, body.probeId)) return refusal('probe_unknown');
  const isShown = body.nonce === run.nonce || (isProbe && body.nonce === run.probe?.nonce);
  if (!isShown) return refusal('nonce_wrong');
  if (body.ageMs > OLDEST) return refusal('event_expired', { days: OLDEST / days(1) });
  return undefined;
}
