import { DeviceId } from '@kaitong/contract';
import { isOlderToken } from '../region/conformance/offer-broker.ts';
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
): Promise<GoodLogin | 'client_id' | 'token'> {
  const [, name, suffix] = CLIENT_ID.exec(clientId) ?? [];
  const deviceId = DeviceId.safeParse(name).data;
  if (deviceId === undefined || deviceId !== username) return 'client_id';
  const region = regions.get(regionOfToken(token) ?? '');
  const device = region && readDeviceToken(region.context, token);
  if (!region || device?.deviceId !== deviceId) return 'token';
  const { expiresAt } = device;
  if (await isOlderToken(region.context, deviceId, expiresAt)) return 'token';
  return { region, deviceId, isTool: suffix !== undefined, tokenExpiresAt: expiresAt };
}
