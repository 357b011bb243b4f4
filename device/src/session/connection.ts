import { type Duration, downFilter, seconds } from '@kaitong/contract';
import mqtt, { type MqttClient } from 'mqtt';
import { trusted } from '#platform';
import { done, failed, type Outcome } from '../outcome.ts';

const CONNECT_LIMIT: Duration = seconds(10);
const AT_LEAST_ONCE = { qos: 1, retain: false } as const;

export type Connection = {
  /** Resolves when the broker has taken the message; rejects when the connection was lost before. */
  publish(topic: string, message: object): Promise<void>;
  /** Resolves when the connection is gone, for whatever reason. */
  readonly closed: Promise<void>;
  /** Says goodbye, so that the will does not fire. */
  end(): Promise<void>;
  /** Drops the line without a word, as a pulled plug does. */
  drop(): void;
};

export type ConnectionOptions = {
  /** `mqtt://` or `mqtts://`, as it came with the token. */
  url: string;
  deviceId: string;
  token: string;
  /** The certificate of an authority that is trusted beside those that everybody trusts. */
  authority?: string | undefined;
  will: { topic: string; message: object };
  onMessage(topic: string, payload: Uint8Array): void;
};

/** The way to the broker. A camera with an MQTT library of its own brings another one. */
export type ConnectionPort = (options: ConnectionOptions) => Promise<Outcome<Connection>>;

/** One MQTT 3.1.1 connection, subscribed. Never reconnects by itself: each new one needs a fresh token and a new will. */
export const openConnection: ConnectionPort = async (options) => {
  const { deviceId, will } = options;
  const client = mqtt.connect(options.url, {
    protocolVersion: 4,
    clientId: deviceId,
    username: deviceId,
    password: options.token,
    // The broker keeps commands for a device that is away for a moment, or asleep.
    clean: false,
    keepalive: 30,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_LIMIT,
    ...(options.authority === undefined ? {} : { ca: trusted(options.authority) }),
    will: { topic: will.topic, payload: JSON.stringify(will.message), ...AT_LEAST_ONCE },
  });
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  let reason = 'The broker closed the connection.';
  client.on('error', (error) => {
    reason = error.message;
  });
  client.on('message', (topic, payload) => options.onMessage(topic, payload));
  if (!(await connected(client, closed))) return failed('unreachable', reason, true);
  const [subscription] = await client.subscribeAsync(downFilter(deviceId), { qos: 1 }).catch(() => []);
  if (subscription === undefined || subscription.qos > 1) {
    client.end(true);
    return failed('unreachable', 'The broker refused the subscription.', true);
  }
  // mqtt.js keeps an unanswered message for its own reconnect, which is off: without the race it would wait for ever.
  const lost = closed.then(() => Promise.reject(new Error('The connection was lost.')));
  lost.catch(() => undefined);
  return done({
    publish: async (topic, message) => {
      await Promise.race([client.publishAsync(topic, JSON.stringify(message), AT_LEAST_ONCE), lost]);
    },
    closed,
    end: async () => {
      client.end();
      await closed;
    },
    drop: () => void client.stream.destroy(),
  });
};

async function connected(client: MqttClient, closed: Promise<void>): Promise<boolean> {
  const opened = new Promise<true>((resolve) => client.once('connect', () => resolve(true)));
  const won = await Promise.race([opened, closed.then(() => false)]);
  if (!won) client.end(true);
  return won;
}
