import type { Server, Socket } from 'node:net';
import type { Log } from '../log.ts';
import { networkOf } from '../store/network-of.ts';

export type BoundOptions = {
  /** Connections at once. */
  most: number;
  /** Of them, of one network. */
  mostOfNetwork?: number;
  /** Of those, such over which nothing is asked. */
  mostIdleOfNetwork?: number;
  /** Who speaks for others, who are not to be taken for one network. */
  isProxy?: ((address: string) => boolean) | undefined;
  log: Log;
};

/** As a line is known on either side of its encryption. */
export type Line = Pick<Socket, 'remoteAddress' | 'remotePort'>;

export type Bound = {
  /** Somebody is served over it, and it makes way for nobody until the returned function is called. */
  serve(line: Line): () => void;
};

type Held = { socket: Socket; key: string; network: Network | undefined; served: number; isGone: boolean };
type Network = { name: string; all: Set<Held>; idle: Set<Held> };

/** A network's share of all connections, and of those the part over which nothing is asked. */
const SHARE = 1 / 2;
const IDLE_SHARE = 1 / 16;
const LEAST_IDLE = 16;
/** It may happen thousands of times a second. */
const SAID_EVERY = 60_000;

/**
 * Bounds the connections of a server, so that what comes to nothing keeps nobody out: who has the last place gives up the
 * connection that was idle for longest, its network's where it is that which has too many. The newest is one of them, so
 * where all others are served it is refused. What goes wrong with taking connections ends no process.
 */
export function boundConnections(server: Server, options: BoundOptions): Bound {
  const { most, isProxy = () => false, log } = options;
  const mostOfNetwork = options.mostOfNetwork ?? Math.ceil(most * SHARE);
  const mostIdle = options.mostIdleOfNetwork ?? Math.max(LEAST_IDLE, Math.floor(most * IDLE_SHARE));
  const all = new Set<Held>();
  const byKey = new Map<string, Held>();
  const idle = new Set<Held>();
  const networks = new Map<string, Network>();
  const say = sayAtMost(log);

  function rest(held: Held): void {
    idle.add(held);
    const { network } = held;
    network?.idle.add(held);
    if (network && network.idle.size > mostIdle) makeRoom(network.idle);
  }
  function wake(held: Held): void {
    idle.delete(held);
    held.network?.idle.delete(held);
  }

  function take(socket: Socket): void {
    const network = join(socket);
    const held: Held = { socket, key: keyOf(socket), network, served: 0, isGone: false };
    all.add(held);
    byKey.set(held.key, held);
    network?.all.add(held);
    rest(held);
    socket.once('close', () => leave(held));
    if (network && network.all.size > mostOfNetwork) makeRoom(network.idle);
    else if (all.size > most) makeRoom(idle);
  }
  function join({ remoteAddress = '' }: Socket): Network | undefined {
    if (isProxy(remoteAddress)) return undefined;
    const name = networkOf(remoteAddress);
    const network = networks.get(name) ?? { name, all: new Set(), idle: new Set() };
    networks.set(name, network);
    return network;
  }
  function leave(held: Held): void {
    if (held.isGone) return;
    held.isGone = true;
    wake(held);
    all.delete(held);
    const { key, network } = held;
    if (byKey.get(key) === held) byKey.delete(key);
    network?.all.delete(held);
    if (network?.all.size === 0) networks.delete(network.name);
  }
  function makeRoom([longest]: Set<Held>): void {
    if (!longest) return;
    leave(longest);
    longest.socket.destroy();
    say({ network: longest.network?.name, connections: all.size, most }, 'connections.too_many');
  }

  server.on('connection', take);
  server.once('listening', () => server.on('error', (err) => say({ err }, 'connections.not_taken')));
  return {
    serve(line) {
      const held = byKey.get(keyOf(line));
      if (!held) return () => {};
      held.served += 1;
      wake(held);
      return () => {
        held.served -= 1;
        if (held.served === 0 && !held.isGone) rest(held);
      };
    },
  };
}

const keyOf = ({ remoteAddress, remotePort }: Line): string => `${remoteAddress} ${remotePort}`;

function sayAtMost(log: Log): (entry: object, message: string) => void {
  const saidAt = new Map<string, number>();
  return (entry, message) => {
    const now = performance.now();
    if (now - (saidAt.get(message) ?? Number.NEGATIVE_INFINITY) < SAID_EVERY) return;
    saidAt.set(message, now);
    log.warn(entry, message);
  };
}
