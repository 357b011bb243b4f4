import { DeviceId } from '@kaitong/contract';
import { meetConnect } from '../region/conformance/meet-connect.ts';
import { readDeviceToken, regionOfToken } from '../region/devices/device-token.ts';
import type { ServedRegion } from './line.ts';

const CLIENT_ID = /^([a-z0-9]+)(\.[A-Za-z0-9_-]{1,40})?$/;

/** What somebody shows who wants to come in. */
export type Login = { clientId: string; username: string; token: string };

export type GoodLogin = {
  region: ServedRegion;
  deviceId: DeviceId;
  /** Under a suffixed client id, beside the device. */
  isTool: boolean;
  tokenExpiresAt: Date;
};

/**
 * Whether username is the device, client id the device or the device, a dot and a suffix, and password its token. Whether the
 * device is paired still is presence's to say.
 */
export async function checkLogin(
  { clientId, username, token }: Login,
  regions: ReadonlyMap<string, ServedRegion>,
): Promise<GoodLogin | 'client_id' | 'token' | 'cut_off'> {
  const [, name, suffix] = CLIENT_ID.exec(clientId) ?? [];
  const deviceId = DeviceId.safeParse(name).data;
  if (deviceId === undefined || deviceId !== username) return 'client_id';
  const region = regions.get(regionOfToken(token) ?? '');
  const device = region && readDeviceToken(region.context, token);
  if (!region || device?.deviceId !== deviceId) return 'token';
  const { expiresAt } = device;
  const isTool = suffix !== undefined;
  const refused = await meetConnect(region.context, { deviceId, isTool }, expiresAt);
  return refused ?? { region, deviceId, isTool, tokenExpiresAt: expiresAt };
}
