import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Region } from '@kaitong/contract';
import { boundRequests } from '../../connections/bound-requests.ts';
import { createApp } from '../../http/kit/app.ts';
import { mqttOverHttp } from '../../http/mqtt.ts';
import type { BrokerOptions } from '../open-broker.ts';
import { startBroker } from '../start-broker.ts';

export type Door = {
  urlOf(region: Region): string;
  connections(): number;
  /** A connection over which nothing is said yet. */
  knock(): Promise<Socket>;
  close(): Promise<void>;
};

export type CarrierOfTests = {
  name: string;
  open(options: BrokerOptions & { most?: number }): Promise<Door>;
};

const host = '127.0.0.1';

async function knockAt(port: number): Promise<Socket> {
  const socket = connect({ host, port }).on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  return socket;
}

/** The ways by which MQTT comes to a broker: what holds for one of them holds for the other. */
export const CARRIERS: readonly CarrierOfTests[] = [
  {
    name: 'TCP',
    async open(options) {
      const broker = await startBroker({ ...options, host, port: 0 });
      return {
        urlOf: () => `mqtt://${host}:${broker.port}`,
        connections: () => broker.connections(),
        knock: () => knockAt(broker.port),
        close: () => broker.close(),
      };
    },
  },
  {
    name: 'WebSocket',
    async open({ most = 1000, log, regions }) {
      const mqtt = mqttOverHttp({ regions, origins: new Set(), log });
      const app = createApp({ log, mayUpgrade: mqtt.mayUpgrade });
      mqtt.mount(app, boundRequests(app.server, { most, mostOfNetwork: most, mostIdleOfNetwork: most, log }));
      await app.listen({ host, port: 0 });
      const { port } = app.server.address() as AddressInfo;
      return {
        urlOf: (region) => `ws://${host}:${port}/${region}/mqtt`,
        connections: mqtt.connections,
        knock: () => knockAt(port),
        close: () => app.close(),
      };
    },
  },
];
