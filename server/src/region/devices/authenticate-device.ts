import { type DeviceId, type Refusal, refusal } from '@kaitong/contract';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { readDeviceToken } from './device-token.ts';

export type AuthenticatedDevice = DeviceCaller & { expiresAt: Date };

/** Who holds this token; refused once it has expired or the device was removed. Serves HTTP and MQTT alike. */
export async function authenticateDevice(
  context: RegionContext,
  token: string,
): Promise<AuthenticatedDevice | Refusal> {
  const read = await readDeviceToken(context, token);
  if (!read || !(await isPaired(context, read.deviceId))) return refusal('device_token_invalid');
  return { ...read, deviceId: read.deviceId as DeviceId };
}

export async function isPaired({ db }: Pick<RegionContext, 'db'>, deviceId: string): Promise<boolean> {
  const device = await db
    .selectFrom('device')
    .select('device_id')
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return device !== undefined;
}
