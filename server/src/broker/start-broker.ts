import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { BACKLOG } from '../connections/backlog.ts';
import { boundConnections } from '../connections/bound-connections.ts';
import { sharePlaces } from '../connections/open-files.ts';
import { OLDEST_TLS, type Pair } from '../tls/pair.ts';
import { type Broker, type BrokerOptions, openBroker, PATIENCE } from './open-broker.ts';

export type ListenerOptions = BrokerOptions & {
  host: string;
  /** 0: any free one. */
  port: number;
  /** MQTTS with this certificate; MQTT without. */
  tls?: Pair | undefined;
  /** Lines at once. */
  most?: number;
};

export type ListeningBroker = Broker & {
  port: number;
  /** The certificate of connections from now on; those that stand go on. */
  present(pair: Pair): void;
};

const LINE = { noDelay: true, keepAlive: true };

/** A broker with a port of its own: one listener for all regions of this process. */
export async function startBroker({
  host,
  port,
  tls,
  most = sharePlaces(Number.POSITIVE_INFINITY).mqtt,
  ...options
}: ListenerOptions): Promise<ListeningBroker> {
  const { isProxy, log, patience = PATIENCE } = options;
  const broker = await openBroker(options);
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => broker.take(socket, { onEntered: () => bound.serve(socket) });
  const secure = tls && createTlsServer({ ...LINE, ...securely(tls), handshakeTimeout: patience }, take);
  secure?.on('tlsClientError', (error, socket) => {
    log.debug({ reason: error.message }, 'line error');
    socket.destroy(); // whoever hears of it has to: Node leaves the line open then
  });
  const server = secure ?? createServer(LINE, take);
  server.on('connection', (socket: Socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  // A line that a device was let in on stays, however many come from one network: a house, or a whole town.
  const bound = boundConnections(server, { most, mostOfNetwork: most, isProxy, log });
  const boundPort = await bind(server, port, host).catch(async (error: unknown) => {
    await broker.close(); // whoever chooses another port begins with a lease of its own
    throw error;
  });

  return {
    ...broker,
    port: boundPort,
    present: (pair) => secure?.setSecureContext(securely(pair)),
    async close() {
      const ended = broker.close(); // before any connection ends
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await Promise.all([closed, ended]);
    },
  };
}

const securely = (pair: Pair) => ({ ...pair, minVersion: OLDEST_TLS }) as const;

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
