import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { type DeviceLogCode, type Duration, seconds } from '@kaitong/contract';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket } from 'aedes';
import { boundConnections } from '../connections/bound-connections.ts';
import { sharePlaces } from '../connections/open-files.ts';
import type { Log } from '../log.ts';
import type { RegionContext } from '../region/context.ts';
import type { Noted } from '../region/device-log/open-device-log.ts';
import { openPresence } from '../region/presence/open-presence.ts';
import { OLDEST_TLS, type Pair } from '../tls/pair.ts';
import { admit, UNAVAILABLE } from './admit.ts';
import { type CommandDelivery, createCommandDelivery } from './deliver-commands.ts';
import { isEnded } from './enter-line.ts';
import { followRegion } from './follow-region.ts';
import { hearMessage, ProtocolViolation } from './hear-message.ts';
import { limitPackets } from './limit-packets.ts';
import { endLine, type Line, type ServedRegion, takeMessage } from './line.ts';
import { Lines } from './lines.ts';
import { noteConnected, noteDisconnected } from './note-line.ts';
import { isOwnFilter } from './topics.ts';

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
const CLOSING = new Error('closing');
const LOOK_AT_TOKENS_EVERY = seconds(1);

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
    deliveries.set(region, createCommandDelivery(region, lines, log));
  }
  const wills = new WeakMap<Client, ConnectPacket['will']>();
  const leaving = new Set<Promise<void>>();
  const failures = new WeakSet<Error>([CLOSING]);
  let closing = false;

  const broker = await Aedes.createBroker({
    connectTimeout: patience,
    maxClientsIdLength: 64, // MQTT 3.1 clients otherwise may have 23 characters

    preConnect(client, packet, done) {
      // Commands wait in the database, where every process sees them. A session kept here would hold them a second time,
      // and aedes keeps even the filters that it refused. The server may say that it has no session (3.1.1, 3.2.2.2).
      packet.clean = true;
      wills.set(client, packet.will);
      done(null, true);
    },

    authenticate(client, username, password, done) {
      const entering = admit(client, { username, password, will: wills.get(client) }, served, lines);
      const settled = entering.catch((err: unknown): AuthenticateError => {
        log.error({ err }, 'a device could not be looked up');
        return Object.assign(new Error('unavailable'), { returnCode: UNAVAILABLE });
      });
      void settled.then((line) => {
        if (line instanceof Error) {
          log.info({ deviceId: username?.slice(0, 64), reason: line.message }, 'device.refused');
          done(line, false);
        } else if (isEnded(line)) {
          leave(line); // it did not wait; its socket's `close` has passed
        } else {
          client.conn.once('close', () => leave(line));
          bound.serve(client.conn as unknown as Socket);
          done(null, true);
        }
      });
    },

    // aedes acknowledges after this and before its `published`: what has to be stored first is stored here. It works on
    // the packets of one read side by side; the tail keeps each device's messages in their order.
    authorizePublish(client, packet, done) {
      const line = client && lines.of(client);
      if (!line || closing) return done(CLOSING);
      const isAllowed = takeMessage(line); // counted when it came, not when its turn has come
      line.tail = line.tail.then(() => {
        if (!isAllowed) throw new ProtocolViolation('line_too_many_messages', 'sends too many messages');
        return hearMessage(line, packet);
      });
      line.tail.then(
        () => done(null),
        (error: Error) => {
          noteFailure(line, error);
          done(error);
        },
      );
    },

    authorizeSubscribe(client, subscription, done) {
      const line = lines.of(client);
      const allowed = line && isOwnFilter(subscription.topic, line.deviceId) && subscription.qos <= 1;
      if (line && !allowed) noteOf(line, 'subscription_refused', { detail: subscription.topic });
      done(null, allowed ? subscription : null); // null: 0x80 for this filter, which tools report as what it is
    },
  });

  function noteFailure(line: Line, error: Error): void {
    failures.add(error);
    const entry = { region: line.region.context.region, deviceId: line.deviceId };
    if (error instanceof ProtocolViolation) {
      log.info({ ...entry, reason: error.message }, 'device.line_ended');
      line.ending ??= 'refused';
      noteOf(line, error.code, { detail: error.detail });
    } else log.error({ ...entry, err: error }, 'a device message could not be stored');
  }

  /** Tells presence once everything that came over the line is stored; when we stop, nobody is gone. */
  function leave(line: Line): void {
    lines.remove(line);
    const { connection, deviceId, region } = line;
    if (closing) return;
    noteDisconnected(line);
    if (!connection) return;
    const told = line.tail
      .catch(() => undefined)
      .then(() => region.presence.gone(deviceId, connection))
      .catch((err: unknown) => log.error({ err, deviceId }, 'the end of a connection could not be stored'))
      .finally(() => leaving.delete(told));
    leaving.add(told);
  }

  broker.on('clientReady', (client) => {
    const line = lines.of(client);
    if (line) noteConnected(line, isProxy);
  });
  broker.on('subscribe', (subscriptions, client) => {
    const line = lines.of(client);
    if (!line) return;
    for (const { topic, qos } of subscriptions) if (qos === 0 || qos === 1) line.granted.set(topic, qos);
    void deliveries.get(line.region)?.deliver([line.deviceId]);
  });
  broker.on('unsubscribe', (filters, client) => {
    for (const filter of filters) lines.of(client)?.granted.delete(filter);
  });
  (broker as NodeJS.EventEmitter).on('error', (err) => log.error({ err }, 'broker error')); // unheard, it ends this process
  broker.on('clientError', (client, error) => {
    log.debug({ clientId: client.id, reason: error.message }, 'line error');
    const line = lines.of(client);
    if (!line || failures.has(error) || 'code' in error) return; // noted already, or the network's
    const isSilent = error.message === 'keep alive timeout';
    line.ending ??= isSilent ? 'keep_alive_missed' : 'refused';
    if (isSilent) noteOf(line, 'keep_alive_missed');
    else noteOf(line, 'line_protocol', { detail: error.message });
  });
  broker.on('connectionError', (_, error) => log.debug({ reason: error.message }, 'line error'));

  const off = [...served.values()].flatMap((region) => followRegion(region, lines, deliveries.get(region), log));
  const tokens = setInterval(() => {
    for (const line of lines.all()) {
      if (line.tokenExpiresAt <= line.region.context.clock.now()) endLine(line, 'token_expired');
    }
  }, LOOK_AT_TOKENS_EVERY);

  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    const client = broker.handle(socket);
    limitPackets(client, () => {
      const line = lines.of(client);
      if (!line) return;
      line.ending ??= 'refused';
      noteOf(line, 'line_packet_too_long');
    });
  };
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
    clearInterval(tokens);
    for (const stop of off) stop();
    for (const { presence } of served.values()) presence.lease.close();
  };
  const boundPort = await bind(server, port, host).catch((error: unknown) => {
    stopLooking(); // whoever chooses another port begins with a lease of its own
    broker.close();
    throw error;
  });

  return {
    port: boundPort,
    present: (pair) => secure?.setSecureContext(securely(pair)),
    connections: () => lines.count,
    async close() {
      closing = true; // before any connection ends: their wills must not be heard
      stopLooking();
      const ending = [...lines.all()];
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await new Promise<void>((resolve) => {
        broker.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy(); // those that never said CONNECT
      await Promise.allSettled([closed, ...ending.map(({ tail }) => tail), ...leaving]); // what was heard before is stored
    },
  };
}

const securely = (pair: Pair) => ({ ...pair, minVersion: OLDEST_TLS }) as const;

const noteOf = ({ region, deviceId }: Line, code: DeviceLogCode, noted?: Noted): void =>
  region.context.deviceLog.note(deviceId, code, noted);

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
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
