import { DeviceId, type DeviceLogCode } from '@kaitong/contract';
import { regionOfToken } from '../region/devices/device-token.ts';
import type { Login } from './check-login.ts';
import type { ServedRegion } from './line.ts';

/** Why a connection is refused, as its device's log tells it. */
export const UNWELCOME = {
  client_id: 'connect_client_id',
  token: 'connect_token',
  will: 'connect_will',
  too_many: 'connect_too_many',
  too_often: 'connect_too_often',
} as const satisfies Record<string, DeviceLogCode>;

/** Notes a refusal where the token says in which region's log. @returns `false`: it is one */
export function noteUnwelcome(
  { clientId, username, token }: Login,
  why: keyof typeof UNWELCOME,
  regions: ReadonlyMap<string, ServedRegion>,
  address = '',
): false {
  const region = regions.get(regionOfToken(token) ?? '');
  const named = DeviceId.safeParse(username).data; // whoever calls itself something else is no device's affair
  if (region && named) region.context.deviceLog.note(named, UNWELCOME[why], { detail: `${clientId} ${address}` });
  return false;
}
