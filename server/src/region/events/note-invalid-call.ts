import type { DeviceCaller } from '../../callers.ts';
import type { InvalidInput } from '../../invalid-input.ts';
import type { RegionContext } from '../context.ts';

/**
 * Remembers on a device's run that one of its calls did not fit the protocol, and the first field that did not: the
 * likeliest mistake of new firmware, and otherwise seen by nobody but the camera.
 */
export async function noteInvalidCall(
  { db }: RegionContext,
  caller: DeviceCaller | undefined,
  { code, fields }: InvalidInput,
): Promise<void> {
  if (!caller) return;
  const field = fields[0]?.path.slice(0, 100);
  await db
    .updateTable('run')
    .set({ last_refusal: field ? `${code} ${field}` : code, last_finding: null })
    .where('device_id', '=', caller.deviceId)
    .where('state', '=', 'running')
    .execute();
}
