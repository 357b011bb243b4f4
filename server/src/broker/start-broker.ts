import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type Duration, seconds } from '@kaitong/contract';
import { BACKLOG } from '../connections/backlog.ts';
import { boundConnections } from '../connections/bound-connections.ts';
import { sharePlaces } from '../connections/open-files.ts';
import type { Log } from '../log.ts';
import type { RegionContext } from '../region/context.ts';
import { openPresence } from '../region/presence/open-presence.ts';
import { OLDEST_TLS, type Pair } from '../tls/pair.ts';
import { type CommandDelivery, createCommandDelivery } from './deliver-commands.ts';
import { followRegion } from './follow-region.ts';
import { hearWires } from './hear-wires.ts';
import { endLine, type ServedRegion } from './line.ts';
import { lineOutlet } from './line-outlet.ts';
import { Lines } from './lines.ts';
import { Wire } from './mqtt/wire.ts';

export type BrokerOptions = {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Regions whose devices connect here. A device belongs to the one that signed its token. */
  regions: readonly RegionContext[];
  /** MQTTS with this certificate; MQTT without. */
  tls?: Pair | undefined;
  /** Whoever has not sent a CONNECT by then is disconnected; of TLS, the handshake has as long before. */
  patience?: Duration;
  /** Lines at once. */
  most?: number;
  /** Who speaks for many. */
  isProxy?: ((address: string) => boolean) | undefined;
  log: Log;
};

export type Broker = {
  port: number;
  /** The certificate of connections from now on; those that stand go on. */
  present(pair: Pair): void;
  connections(): number;
  /** Ends all connections. No device counts as offline for it: they come back, or their silence tells. */
  close(): Promise<void>;
};

const PATIENCE = seconds(10);
const LINE = { noDelay: true, keepAlive: true };
/** At tokens that expire, and at who is silent. */
const LOOK_EVERY = seconds(1);

/**
 * The embedded MQTT broker: one listener for all regions of this process. Messages go to the region's database before
 * they are acknowledged, commands come from there; between devices nothing is passed on.
 */
export async function startBroker({
  host,
  port,
  regions,
  tls,
  log,
  patience = PATIENCE,
  most = sharePlaces(Number.POSITIVE_INFINITY).mqtt,
  isProxy,
}: BrokerOptions): Promise<Broker> {
  const lines = new Lines();
  const served = new Map<string, ServedRegion>();
  const deliveries = new Map<ServedRegion, CommandDelivery>();
  for (const context of regions) {
    const region = await serve(context, lines);
    served.set(context.region, region);
    deliveries.set(region, createCommandDelivery(region, lineOutlet(region, lines), log));
  }
  const wires = new Set<Wire>();
  const hearer = hearWires({
    ...{ regions: served, lines, deliveries, log, isProxy },
    onEntered: ({ socket }) => bound.serve(socket),
    onClosed: (wire) => wires.delete(wire),
  });
  const off = [...served.values()].flatMap((region) =>
    followRegion(region, lineOutlet(region, lines), deliveries.get(region), log),
  );
  const looks = setInterval(
    () => {
      const now = performance.now();
      for (const wire of wires) {
        wire.look(now, patience);
        const { line } = wire;
        if (line && line.tokenExpiresAt <= line.region.context.clock.now()) endLine(line, 'token_expired');
      }
    },
    Math.min(LOOK_EVERY, patience),
  );

  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => void wires.add(new Wire(socket, hearer));
  const secure = tls && createTlsServer({ ...LINE, ...securely(tls), handshakeTimeout: patience }, take);
  secure?.on('tlsClientError', (error, socket) => {
    log.debug({ reason: error.message }, 'line error');
    socket.destroy(); // whoever hears of it has to: Node leaves the line open then
  });
  const server = secure ?? createServer(LINE, take);
  server.on('connection', (socket: Socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  // A line that a device was let in on stays, however many come from one network: a house, or a whole town.
  const bound = boundConnections(server, { most, mostOfNetwork: most, isProxy, log });
  const stopLooking = (): void => {
    clearInterval(looks);
    for (const stop of off) stop();
    for (const { presence } of served.values()) presence.lease.close();
  };
  const boundPort = await bind(server, port, host).catch((error: unknown) => {
    stopLooking(); // whoever chooses another port begins with a lease of its own
    throw error;
  });

  return {
    port: boundPort,
    present: (pair) => secure?.setSecureContext(securely(pair)),
    connections: () => lines.count,
    async close() {
      hearer.stop(); // before any connection ends
      stopLooking();
      const ending = [...lines.all()];
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await Promise.allSettled([closed, ...ending.map(({ tail }) => tail)]); // what was heard before is stored
      await hearer.settle();
    },
  };
}

const securely = (pair: Pair) => ({ ...pair, minVersion: OLDEST_TLS }) as const;

async function serve(context: RegionContext, lines: Lines): Promise<ServedRegion> {
  const presence = await openPresence(context, {
    held: () => lines.held(region),
    onReplaced(deviceId, connectionId) {
      for (const line of lines.ofDevice(region, deviceId))
        if (line.connection?.id === connectionId) endLine(line, 'replaced');
    },
  });
  const region: ServedRegion = { context, presence };
  return region;
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
