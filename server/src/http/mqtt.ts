import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { isRefusal, type Refusal, type Region, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { type ServerOptions, WebSocketServer } from 'ws';
import { WebSocketCarrier } from '../broker/mqtt/web-socket-carrier.ts';
import { type Broker, openBroker } from '../broker/open-broker.ts';
import type { Bound } from '../connections/bound-connections.ts';
import type { Log } from '../log.ts';
import type { RegionContext } from '../region/context.ts';
import { answerRefusal } from './kit/problem.ts';

export type MqttOptions = {
  /** Each of them has its own address, `/cn/mqtt`. */
  regions: readonly RegionContext[];
  /** The one of this process. Lines of regions that it does not have are held by another, opened for the first of them. */
  broker?: Broker | undefined;
  /** Those of our own pages. */
  origins: ReadonlySet<string>;
  /** Who speaks for many. */
  isProxy?: ((address: string) => boolean) | undefined;
  log: Log;
};

export type MqttOverHttp = {
  /** Whether a request becomes a WebSocket; all others are answered like any request. */
  mayUpgrade(request: IncomingMessage): boolean;
  mount(app: FastifyInstance, bound: Bound): void;
  /** Of all brokers here. */
  connections(): number;
};

/** As OASIS registered it (MQTT 3.1.1, 6.0.0-3). */
const PROTOCOL = 'mqtt';
const SOCKETS: ServerOptions & { closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false, // what is small on the line would be long only here
  maxPayload: 64 * 1024, // of several packets, as long as what a read of TCP brings
  maxFragments: 64,
  autoPong: false, // pings are counted
  handleProtocols: () => PROTOCOL,
  closeTimeout: seconds(2), // for whoever was refused
};

/**
 * MQTT in WebSockets, for browsers and for whoever may leave a network by HTTPS alone. Only how a line begins is HTTP's; what it
 * may do is the broker's. A browser names the page that opens it, and other people's pages open none. Whoever is no browser names
 * none: the token is asked for by the CONNECT, and nothing that a browser would add by itself counts.
 */
export function mqttOverHttp({ regions, broker, origins, isProxy, log }: MqttOptions): MqttOverHttp {
  const sockets = new WebSocketServer(SOCKETS);
  const paths = new Map(regions.map(({ region }) => [`/${region}/mqtt`, region]));
  const regionAt = ({ url = '' }: IncomingMessage): Region | undefined => paths.get(url.replace(/\?.*$/, ''));
  const others = regions.filter(({ region }) => !broker?.has(region));
  let opening: Promise<Broker> | undefined;
  let other: Broker | undefined;

  async function brokerOf(region: Region): Promise<Broker> {
    if (broker?.has(region)) return broker;
    opening ??= openBroker({ regions: others, isProxy, log });
    opening.catch(() => {
      opening = undefined; // the next one tries again
    });
    other = await opening;
    return other;
  }

  async function take(request: IncomingMessage, socket: Duplex, head: Buffer, bound: Bound): Promise<void> {
    const region = regionAt(request);
    if (!region) return void socket.destroy();
    const held = await brokerOf(region);
    sockets.handleUpgrade(request, socket, head, (line) => {
      const carrier = new WebSocketCarrier(line, request.socket.remoteAddress);
      held.take(carrier, { region, onEntered: () => bound.serve(request.socket) });
    });
  }

  return {
    mayUpgrade: (request) => regionAt(request) !== undefined && !isRefusal(judge(request, origins)),
    mount(app, bound) {
      for (const path of paths.keys())
        app.get(path, async (request, reply) => {
          const refused = judge(request.raw, origins);
          return answerRefusal(request, reply, isRefusal(refused) ? refused : refusal('websocket_expected'));
        });
      app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy());
        take(request, socket, head, bound).catch((err: unknown) => {
          log.error({ err }, 'a line over HTTP could not be taken');
          socket.destroy();
        });
      });
      // A server waits for its connections, and these end by nobody else.
      app.addHook('preClose', async () => {
        await broker?.close();
        await (await opening?.catch(() => undefined))?.close();
      });
    },
    connections: () => (broker?.connections() ?? 0) + (other?.connections() ?? 0),
  };
}

/** Whether a request asks for what there is here, and comes from a page that may. */
function judge({ headers, method }: IncomingMessage, origins: ReadonlySet<string>): Refusal | 'good' {
  const { origin, upgrade } = headers;
  if (origin !== undefined && !origins.has(origin)) return refusal('origin_refused', { origin: origin.slice(0, 200) });
  if (method !== 'GET' || upgrade?.toLowerCase() !== 'websocket') return refusal('websocket_expected');
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  return offered.includes(PROTOCOL) ? 'good' : refusal('websocket_protocol_missing');
}
