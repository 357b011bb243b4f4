import type { DeviceId } from '@kaitong/contract';
import type { AuthenticateError, Client, ConnectPacket } from 'aedes';
import { readDeviceToken, regionOfToken } from '../region/devices/device-token.ts';
import { enterLine, keepNewest } from './enter-line.ts';
import { freshMessages, type Line, type ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';
import { isAcceptableWill } from './will.ts';

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
const IDENTIFIER_REJECTED = 2;
export const UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;
const NOT_AUTHORISED = 5;

/** A device has one connection, and tools beside it; more would only be somebody filling our memory. */
const MOST_LINES_PER_DEVICE = 8;
const CLIENT_ID = /^([a-z0-9]{20,22})(\.[A-Za-z0-9_-]{1,40})?$/;

export type Credentials = { username: string | undefined; password: Buffer | undefined; will: ConnectPacket['will'] };

/**
 * Lets a connection in: username is the device, client id the device or the device, a dot and a suffix, password the
 * token; everything else is refused. The line is entered before the device is looked up: if its owner removes it in
 * between, one of the two sees the other.
 */
export async function admit(
  client: Client,
  { username, password, will }: Credentials,
  regions: ReadonlyMap<string, ServedRegion>,
  lines: Lines,
): Promise<Line | AuthenticateError> {
  const [, deviceId, suffix] = CLIENT_ID.exec(client.id) ?? [];
  if (deviceId === undefined || deviceId !== username) return refused(IDENTIFIER_REJECTED, 'client id');
  const token = password?.toString() ?? '';
  const region = regions.get(regionOfToken(token) ?? '');
  if (!region) return refused(BAD_CREDENTIALS, 'token of no region here');
  const device = await readDeviceToken(region.context, token);
  if (device?.deviceId !== deviceId) return refused(BAD_CREDENTIALS, 'token');
  if (!isAcceptableWill(will, deviceId)) return refused(NOT_AUTHORISED, 'will');
  if (lines.ofDevice(region, deviceId).filter(isOther(client)).length >= MOST_LINES_PER_DEVICE)
    return refused(NOT_AUTHORISED, 'too many connections');
  const line: Line = {
    client,
    region,
    deviceId: deviceId as DeviceId,
    tokenExpiresAt: device.expiresAt,
    granted: new Map(),
    sent: new Set(),
    tail: Promise.resolve(),
    connection: undefined,
    messages: freshMessages(),
  };
  lines.add(line);
  const admission = await enterLine(line, suffix !== undefined).catch((error: unknown) => {
    lines.remove(line);
    throw error;
  });
  if (admission.verdict === 'attached') return line;
  if (admission.verdict === 'held') {
    line.connection = admission.connection;
    if (keepNewest(lines, line)) return line;
  }
  lines.remove(line);
  const [code, reason] = REFUSALS[admission.verdict];
  return refused(code, reason);
}

/** What a connection is answered that presence does not hold, or holds no more. */
const REFUSALS = {
  held: [UNAVAILABLE, 'replaced'],
  too_often: [UNAVAILABLE, 'connects too often'],
  not_paired: [BAD_CREDENTIALS, 'removed'],
} as const;

/** A connection of the same client id is about to be replaced by this one. */
const isOther = (client: Client) => (line: Line) => line.client.id !== client.id;

const refused = (returnCode: number, message: string): AuthenticateError =>
  Object.assign(new Error(message), { returnCode });
