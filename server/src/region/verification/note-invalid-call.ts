import { type device, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
import type { RegionContext } from '../context.ts';
import { changeRun, lockRunOfDevice } from './lock-run.ts';
import { noteProbeRefusal } from './probe.ts';

const OF_UPLOADS: ReadonlySet<string> = new Set<keyof typeof device>([
  'openEvent',
  'declareObject',
  'commitObject',
  'closeEvent',
]);

/**
 * Remembers on a device's run that one of its calls did not fit the protocol, and the first field that did not: the
 * likeliest mistake of new firmware, and otherwise seen by nobody but the camera. While a test event is awaited, the call
 * may have been meant for either: it is told at once, and remembered.
 */
export async function noteInvalidCall(
  { db }: RegionContext,
  caller: DeviceCaller | undefined,
  { code, fields }: InvalidInput,
  operation: string,
): Promise<void> {
  if (!caller) return;
  const field = fields[0]?.path.slice(0, 100);
  await db.transaction().execute(async (trx) => {
    const run = await lockRunOfDevice(trx, caller.deviceId);
    if (!run) return;
    // A camera that is waited for a day makes calls of other kinds, which say nothing of how it uploads.
    if (run.event_wait_ms !== null && !OF_UPLOADS.has(operation)) return;
    await changeRun(trx, run, { last_refusal: field ? `${code} ${field}` : code, last_finding: null });
    if (run.step === 'preflight') await noteProbeRefusal(trx, run, refusal(code, field ? { field } : {}));
  });
}
