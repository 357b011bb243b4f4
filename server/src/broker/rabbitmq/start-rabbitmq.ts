import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, seconds } from '@kaitong/contract';
import { Connection } from 'rabbitmq-client';
import type { Log } from '../../log.ts';
import type { RegionContext } from '../../region/context.ts';
import { listFarDevices, sweepFarLines } from '../../region/presence/far-lines.ts';
import { openPresence } from '../../region/presence/open-presence.ts';
import { createCommandDelivery } from '../deliver-commands.ts';
import { followRegion } from '../follow-region.ts';
import type { ServedRegion } from '../line.ts';
import type { ListeningBroker } from '../start-broker.ts';
import { createDecider } from './decide.ts';
import { FarDevices } from './far-devices.ts';
import { farOutlet, type Publish } from './far-outlet.ts';
import { endLeftLines, type FarRegion, hearQueue } from './hear-queue.ts';
import { keepNodeLeases } from './keep-node-leases.ts';
import { listenHook } from './listen-hook.ts';
import { openManagement } from './management.ts';
import { EVENT_KEYS, EVENTS } from './read-event.ts';
import type { RabbitSettings } from './settings.ts';
import { EXCHANGE, UP_KEYS } from './topics.ts';

export type RabbitOptions = {
  settings: RabbitSettings;
  /** Regions whose devices connect there. A device belongs to the one that signed its token. */
  regions: readonly RegionContext[];
  /** Does it unless another process does it now. */
  exclusively(work: (isAlone: () => Promise<boolean>) => Promise<void>): Promise<'done' | 'held'>;
  log: Log;
};

/** As this process has a broker that is elsewhere. */
export type FarBroker = Pick<ListeningBroker, 'port' | 'present' | 'connections' | 'close'>;

/** One for all: what a device says and what becomes of its connections stay in one order. */
const QUEUE = {
  queue: 'kaitong',
  queueOptions: {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum' as const,
      'x-single-active-consumer': true,
      'x-delivery-limit': -1, // a message is not dropped because its process was restarted twenty times
    },
  },
  queueBindings: [
    { exchange: EXCHANGE, routingKey: UP_KEYS },
    ...EVENT_KEYS.map((routingKey) => ({ exchange: EVENTS, routingKey })),
  ],
};
/** Messages that are being stored at a time. */
const PREFETCH = 1000;
const RETRY = { retryLow: 200, retryHigh: seconds(2) };
/** Whoever lost the database for a moment may not be the one who speaks any more. */
const ASK_EVERY = seconds(5);
/** At tokens that expire, and whether the process that speaks with the cluster is gone. */
const LOOK_EVERY = seconds(1);

/**
 * RabbitMQ as the broker of a region's devices. Every process answers what it asks of them; one at a time speaks with it: hears
 * its queue, publishes commands, ends connections. Another one takes over where that ends.
 */
export async function startRabbitMq({ settings, regions, exclusively, log }: RabbitOptions): Promise<FarBroker> {
  const served = await Promise.all(regions.map(serve));
  const byName = new Map(served.map((region) => [region.context.region as string, region]));
  const hook = await listenHook(settings.hook, createDecider(settings, byName), log).catch((error: unknown) => {
    for (const { presence } of served) presence.lease.close();
    throw error;
  });
  const closing = new AbortController();
  let speaker: Speaker | undefined;

  async function takeTurns(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        await exclusively(async (isAlone) => {
          await using speaking = await speak(settings, served, log);
          speaker = speaking;
          do await pause(closing.signal, ASK_EVERY);
          while (!closing.signal.aborted && (await isAlone()));
          speaker = undefined;
        });
      } catch (err) {
        log.error({ err }, 'broker.not_spoken_with');
      }
      await pause(closing.signal, LOOK_EVERY);
    }
  }
  const turns = takeTurns();

  return {
    port: settings.hook.port,
    present() {}, // the cluster has a certificate of its own
    connections: () => speaker?.count() ?? 0,
    async close() {
      closing.abort();
      await turns;
      await hook.close();
      for (const { presence } of served) presence.lease.close();
    },
  };
}

const serve = async (context: RegionContext): Promise<ServedRegion> => ({
  context,
  presence: await openPresence(context, { held: () => [], onReplaced() {} }),
});

/** Or until it is over. */
const pause = (signal: AbortSignal, length: Duration): Promise<void> =>
  sleep(length, undefined, { signal }).catch(() => {});

type Speaker = AsyncDisposable & { count(): number };

async function speak(settings: RabbitSettings, served: readonly ServedRegion[], log: Log): Promise<Speaker> {
  const management = openManagement(settings);
  const leases = await keepNodeLeases(served, management, log);
  const devices = new FarDevices(served);
  const connection = new Connection({
    ...{ hosts: settings.nodes, vhost: settings.vhost, username: settings.user, password: settings.password },
    ...{ tls: settings.isEncrypted, connectionName: 'kaitong', ...RETRY },
  });
  connection.on('error', (err: unknown) => log.warn({ err }, 'broker.line_lost'));
  const publisher = connection.createPublisher({ confirm: true });
  const regions = new Map<ServedRegion, FarRegion>();
  for (const region of served) {
    const outlet = farOutlet(region, { devices, publish: publishBy(publisher, log), management, log });
    regions.set(region, { region, outlet, delivery: createCommandDelivery(region, outlet, log) });
  }
  const hearer = hearQueue({ devices, regions, onHolder: leases.keep, log });
  const consumer = connection.createConsumer({ ...QUEUE, qos: { prefetchCount: PREFETCH } }, (message) =>
    hearer.hear(message),
  );
  consumer.on('error', (err: unknown) => log.warn({ err }, 'broker.queue_lost'));
  const off = [...regions.values()].flatMap(({ region, outlet, delivery }) =>
    followRegion(region, outlet, delivery, log),
  );
  for (const { delivery } of regions.values()) void delivery.deliver('all'); // what was asked for while nobody spoke
  const looks = setInterval(() => {
    for (const { region, outlet } of regions.values())
      look(region, outlet).catch((err: unknown) => log.error({ err }, 'ended tokens could not be read'));
  }, LOOK_EVERY);

  return {
    count: () => devices.count,
    async [Symbol.asyncDispose]() {
      clearInterval(looks);
      for (const stop of off) stop();
      hearer.stop();
      leases.close();
      await consumer.close();
      await publisher.close();
      await connection.close();
    },
  };
}

async function look(region: ServedRegion, outlet: FarRegion['outlet']): Promise<void> {
  for (const deviceId of await listFarDevices(region.context, 'expired')) outlet.end(deviceId, 'token_expired');
  await endLeftLines(region);
  await sweepFarLines(region.context);
}

/** A message that nobody is subscribed to comes back before it is confirmed. */
function publishBy(publisher: ReturnType<Connection['createPublisher']>, log: Log): Publish {
  const returned = new Set<string>();
  publisher.on('basic.return', ({ messageId = '' }) => returned.add(messageId));
  return async (routingKey, messageId, body) => {
    try {
      await publisher.send({ exchange: EXCHANGE, routingKey, messageId, mandatory: true, durable: true }, body);
      return !returned.delete(messageId);
    } catch (err) {
      returned.delete(messageId); // the next try is another one's
      log.warn({ err, messageId }, 'broker.command_not_published');
      return false;
    }
  };
}
