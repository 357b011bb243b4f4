import { DeviceId, type DeviceLogCode } from '@kaitong/contract';
import type { IConnectPacket } from 'mqtt-packet';
import { isOlderToken } from '../region/conformance/offer-broker.ts';
import { readDeviceToken, regionOfToken } from '../region/devices/device-token.ts';
import { enterLine, keepNewest, replaceTool } from './enter-line.ts';
import { freshMessages, type Line, type ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';
import type { Wire } from './mqtt/wire.ts';
import { isAcceptableWill } from './will.ts';

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
const IDENTIFIER_REJECTED = 2;
export const UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;
const NOT_AUTHORISED = 5;

/** A device has one connection, and tools beside it; more would only be somebody filling our memory. */
const MOST_LINES_PER_DEVICE = 8;
const CLIENT_ID = /^([a-z0-9]+)(\.[A-Za-z0-9_-]{1,40})?$/;

/** Why a connection is refused: how it is answered, what the server's log says, and what stands in the device's own. */
const REFUSALS = {
  client_id: { returnCode: IDENTIFIER_REJECTED, message: 'client id', code: 'connect_client_id' },
  token: { returnCode: BAD_CREDENTIALS, message: 'token', code: 'connect_token' },
  will: { returnCode: NOT_AUTHORISED, message: 'will', code: 'connect_will' },
  too_many: { returnCode: NOT_AUTHORISED, message: 'too many connections', code: 'connect_too_many' },
  too_often: { returnCode: UNAVAILABLE, message: 'connects too often', code: 'connect_too_often' },
  older: { returnCode: UNAVAILABLE, message: 'replaced', code: undefined },
  not_paired: { returnCode: BAD_CREDENTIALS, message: 'removed', code: undefined },
} as const satisfies Record<string, { returnCode: number; message: string; code: DeviceLogCode | undefined }>;

type Refused = keyof typeof REFUSALS;
/** A connection that is not let in. */
export type Unwelcome = { returnCode: number; message: string };

/**
 * Lets a connection in: username is the device, client id the device or the device, a dot and a suffix, password the
 * token; everything else is refused, and noted where the token says in which region's log.
 */
export async function admit(
  wire: Wire,
  { username = '', password, will }: IConnectPacket,
  regions: ReadonlyMap<string, ServedRegion>,
  lines: Lines,
): Promise<Line | Unwelcome> {
  const token = password?.toString() ?? '';
  const region = regions.get(regionOfToken(token) ?? '');
  const line = await letIn(wire, { username, token, will }, region, lines);
  if (typeof line !== 'string') return line;
  const { returnCode, message, code } = REFUSALS[line];
  const named = DeviceId.safeParse(username).data; // whoever calls itself something else is no device's affair
  if (code && region && named)
    region.context.deviceLog.note(named, code, { detail: `${wire.clientId} ${addressOf(wire)}` });
  return { returnCode, message };
}

/** The line is entered before the device is looked up: if its owner removes it in between, one of the two sees the other. */
async function letIn(
  wire: Wire,
  { username, token, will }: { username: string; token: string; will: IConnectPacket['will'] },
  region: ServedRegion | undefined,
  lines: Lines,
): Promise<Line | Refused> {
  const [, name, suffix] = CLIENT_ID.exec(wire.clientId) ?? [];
  const deviceId = DeviceId.safeParse(name).data;
  if (deviceId === undefined || deviceId !== username) return 'client_id';
  const device = region && readDeviceToken(region.context, token);
  if (!region || device?.deviceId !== deviceId) return 'token';
  if (!isAcceptableWill(will, deviceId)) return 'will';
  if (await isOlderToken(region.context, deviceId, device.expiresAt)) return 'token';
  if (lines.ofDevice(region, deviceId).filter(isOther(wire)).length >= MOST_LINES_PER_DEVICE) return 'too_many';
  const line: Line = {
    wire,
    region,
    deviceId,
    connection: undefined,
    tokenExpiresAt: device.expiresAt,
    granted: new Map(),
    sent: new Map(),
    tail: undefined,
    saysOnly: false,
    waiting: 0,
    isOver: false,
    said: undefined,
    isEnding: false,
    messages: freshMessages(),
  };
  lines.add(line);
  const admission = await enterLine(line, suffix !== undefined).catch((error: unknown) => {
    lines.remove(line);
    throw error;
  });
  if (admission.verdict === 'attached') {
    replaceTool(lines, line);
    return line;
  }
  if (admission.verdict === 'held') {
    line.connection = admission.connection;
    if (keepNewest(lines, line)) return line;
  }
  lines.remove(line);
  return admission.verdict === 'held' ? 'older' : admission.verdict;
}

/** Who is at the other end; of a proxy nobody knows. */
const addressOf = ({ socket }: Wire): string => socket.remoteAddress ?? '';

/** A connection of the same client id is about to be replaced by this one. */
const isOther = (wire: Wire) => (line: Line) => line.wire.clientId !== wire.clientId;
