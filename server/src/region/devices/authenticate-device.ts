import { type DeviceId, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { readDeviceToken } from './device-token.ts';

export type AuthenticatedDevice = DeviceCaller & { expiresAt: Date };

/** Who holds this token; refused once it has expired or the device was removed. */
export async function authenticateDevice(
  context: RegionContext,
  token: string,
): Promise<AuthenticatedDevice | Refusal> {
  const read = readDeviceToken(context, token);
  const isAdmitted = read && (await context.admitted.isAdmitted(read.deviceId, () => isPaired(context, read.deviceId)));
  return isAdmitted ? read : refusal('device_token_invalid');
}

export const isPaired = async (context: Pick<RegionContext, 'db'>, deviceId: DeviceId): Promise<boolean> =>
  (await listPaired(context, [deviceId])).has(deviceId);

/** Which of these devices are paired here now and may connect: their licences are in force. */
export async function listPaired(
  { db }: Pick<RegionContext, 'db'>,
  deviceIds: readonly DeviceId[],
): Promise<Set<DeviceId>> {
  const rows = await db
    .selectFrom('device')
    .select('device_id')
    .where('device_id', '=', sql<DeviceId>`ANY(${deviceIds})`)
    .where('removed_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('licence')
            .select('licence.uuid')
            .whereRef('licence.uuid', '=', 'device.uuid')
            .where('licence.revoked', '=', true),
        ),
      ),
    )
    .execute();
  return new Set(rows.map((row) => row.device_id));
}
