import { seconds } from '@kaitong/contract';
import { type Connection, isWatchedWith } from '@kaitong/core';
import type { IConnectPacket } from 'mqtt-packet';
import { checkLogin } from './check-login.ts';
import { enterLine, keepNewest, replaceTool } from './enter-line.ts';
import { freshMessages, type Line, type ServedRegion } from './line.ts';
import type { Lines } from './lines.ts';
import type { Wire } from './mqtt/wire.ts';
import { noteUnwelcome, type UNWELCOME } from './note-unwelcome.ts';
import { isAcceptableWill } from './will.ts';

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
const IDENTIFIER_REJECTED = 2;
export const UNAVAILABLE = 3;
const BAD_CREDENTIALS = 4;
const NOT_AUTHORISED = 5;

/** A device has one connection, and tools beside it; more would only be somebody filling our memory. */
export const MOST_LINES_PER_DEVICE = 8;

/** Why a connection is refused: how it is answered, and what the server's log says. */
const REFUSALS = {
  client_id: { returnCode: IDENTIFIER_REJECTED, message: 'client id' },
  token: { returnCode: BAD_CREDENTIALS, message: 'token' },
  will: { returnCode: NOT_AUTHORISED, message: 'will' },
  too_many: { returnCode: NOT_AUTHORISED, message: 'too many connections' },
  too_often: { returnCode: UNAVAILABLE, message: 'connects too often' },
  older: { returnCode: UNAVAILABLE, message: 'replaced' },
  cut_off: { returnCode: UNAVAILABLE, message: 'cut off by its test' },
  not_paired: { returnCode: BAD_CREDENTIALS, message: 'removed' },
} as const satisfies Record<keyof typeof UNWELCOME | Unnoted, Unwelcome>;

/** Whoever looks for them finds them elsewhere. */
type Unnoted = 'older' | 'cut_off' | 'not_paired';
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
  tellGone: (line: Line, connection: Connection) => void,
): Promise<Line | Unwelcome> {
  const token = password?.toString() ?? '';
  const served = regionsOf(wire, regions);
  const line = await letIn(wire, { username, token, will }, served, lines, tellGone);
  if (typeof line !== 'string') return line;
  if (line !== 'older' && line !== 'cut_off' && line !== 'not_paired')
    noteUnwelcome({ clientId: wire.clientId, username, token }, line, served, addressOf(wire));
  return REFUSALS[line];
}

/** The line is entered before the device is looked up: if its owner removes it in between, one of the two sees the other. */
async function letIn(
  wire: Wire,
  { username, token, will }: { username: string; token: string; will: IConnectPacket['will'] },
  regions: ReadonlyMap<string, ServedRegion>,
  lines: Lines,
  tellGone: (line: Line, connection: Connection) => void,
): Promise<Line | Refused> {
  const login = await checkLogin({ clientId: wire.clientId, username, token }, regions);
  if (typeof login === 'string') return login;
  const { region, deviceId, isTool, tokenExpiresAt } = login;
  if (!isAcceptableWill(will, deviceId)) return 'will';
  if (lines.ofDevice(region, deviceId).filter(isOther(wire)).length >= MOST_LINES_PER_DEVICE) return 'too_many';
  const line: Line = {
    wire,
    region,
    deviceId,
    connection: undefined,
    tokenExpiresAt,
    granted: new Map(),
    sent: new Map(),
    tail: undefined,
    saysOnly: false,
    waiting: 0,
    isOver: false,
    isWatched: isWatchedWith(seconds(wire.keepAliveSeconds)),
    said: undefined,
    isEnding: false,
    messages: freshMessages(),
  };
  lines.add(line);
  const admission = await enterLine(line, isTool, tellGone).catch((error: unknown) => {
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

/** A WebSocket is of the region whose address it came to. */
const regionsOf = ({ region }: Wire, regions: ReadonlyMap<string, ServedRegion>): ReadonlyMap<string, ServedRegion> =>
  region === undefined ? regions : new Map([...regions].filter(([name]) => name === region));

/** Who is at the other end; of a proxy nobody knows. */
const addressOf = ({ carrier }: Wire): string => carrier.remoteAddress ?? '';

/** A connection of the same client id is about to be replaced by this one. */
const isOther = (wire: Wire) => (line: Line) => line.wire.clientId !== wire.clientId;
