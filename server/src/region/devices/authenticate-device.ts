import { type DeviceId, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import type { Admitted } from './admitted-devices.ts';
import { readDeviceToken } from './device-token.ts';

export type AuthenticatedDevice = DeviceCaller & { expiresAt: Date };

/** Who holds this token; refused once it has expired or the device was removed. */
export async function authenticateDevice(
  context: RegionContext,
  token: string,
): Promise<AuthenticatedDevice | Refusal> {
  const read = readDeviceToken(context, token);
  if (!read) return refusal('device_token_invalid');
  const { deviceId } = read;
  const admitted = await context.admitted.find(deviceId, async () =>
    (await listPaired(context, [deviceId])).get(deviceId),
  );
  return admitted ? { ...read, ...admitted } : refusal('device_token_invalid');
}

export const isPaired = async (context: Pick<RegionContext, 'db'>, deviceId: DeviceId): Promise<boolean> =>
  (await listPaired(context, [deviceId])).has(deviceId);

/** Which of these devices are paired here now and may connect, and whose they are: their licences are in force. */
export async function listPaired(
  { db }: Pick<RegionContext, 'db'>,
  deviceIds: readonly DeviceId[],
): Promise<Map<DeviceId, Admitted>> {
  const rows = await db
    .selectFrom('device')
    .select(['device_id', 'owner_id', 'pid'])
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
  return new Map(rows.map((row) => [row.device_id, { ownerId: row.owner_id, pid: row.pid }]));
}
