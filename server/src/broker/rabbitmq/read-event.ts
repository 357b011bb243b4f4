import { DeviceId, type Duration, seconds } from '@kaitong/contract';
import { z } from 'zod';

/** Where RabbitMQ's event exchange tells of connections. */
export const EVENTS = 'amq.rabbitmq.event';
/** All that is listened to there: everything else comes every few seconds from each node, or concerns nobody. */
export const EVENT_KEYS = ['connection.created', 'connection.closed'] as const;

/** A connection as a node tells of it. */
export type ConnectionEvent = {
  type: 'created' | 'closed';
  deviceId: DeviceId;
  clientId: string;
  /** Erlang's process, no two of which are alike in a cluster. */
  connection: string;
  /** The node, and which of its lives: what one held ends with it. */
  broker: string;
  address: string;
  /** 0: none, or it was not told. */
  keepAlive: Duration;
};

const Headers = z.object({
  user: DeviceId,
  pid: z.string(),
  client_properties: z.array(z.string()),
  peer_host: z.string().optional(),
  /** The keep alive, by an older name. */
  timeout: z.number().int().min(0).optional().catch(undefined),
});
/** `<rabbit@one.1764633600.883.0>`: node, when it started, process. */
const PID = /^<(.+\.\d+)\.\d+\.\d+>$/;
/** The client id stands there as Erlang would write it; those that we let in need no escapes. */
const CLIENT_ID = /client_id,longstr,<<"([A-Za-z0-9._-]+)">>/;

/** What an event says of a device's connection; `undefined`: it is of somebody else's, such as our own. */
export function readEvent(key: string, headers: unknown): ConnectionEvent | undefined {
  const read = Headers.safeParse(headers).data;
  if (!read) return undefined;
  const { user, pid, client_properties, peer_host, timeout = 0 } = read;
  const broker = PID.exec(pid)?.[1];
  const clientId = client_properties.map((text) => CLIENT_ID.exec(text)?.[1]).find((found) => found !== undefined);
  if (broker === undefined || clientId === undefined) return undefined;
  const type = key === 'connection.created' ? 'created' : 'closed';
  return {
    type,
    deviceId: user,
    clientId,
    connection: pid,
    broker,
    address: peer_host ?? '',
    keepAlive: seconds(timeout),
  };
}
