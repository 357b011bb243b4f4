import { Judge } from '@kaitong/judge';
import { BACKLOG } from '../connections/backlog.ts';
import { findOpenFilesLimit, sharePlaces } from '../connections/open-files.ts';
import { presentCertificate } from '../http/kit/app.ts';
import { numbered } from '../http/metrics.ts';
import { watchLoad } from '../load/watch-load.ts';
import type { Log } from '../log.ts';
import { openMasterKey } from '../secrets/master-key.ts';
import { connectPlanes, gatherParts, openHttp, openPlanes, SHARED_PORT } from '../serving.ts';
import { openLanes } from '../sign-in/open-lanes.ts';
import type { Encryption, HandedOver, LineToFirst } from './handed-over.ts';
import type { Question } from './line.ts';

/** The first process has all pools in full; sessions cost the database memory whether they have anything to do or not. */
const POOL_SIZE = 8;

export type Worker = {
  answer(question: Question): Promise<unknown>;
  encrypt(encryption: Encryption): void;
  /** From now on it says that it leaves. */
  leave(): void;
  stop(): Promise<void>;
};

/**
 * What a server does over HTTP, in a process of its own: broker, timers, judge and all that goes on unasked are in the
 * first. As another machine on the same database would, it hears of everything from there.
 */
export async function startWorker(given: HandedOver, first: LineToFirst, log: Log): Promise<Worker> {
  const { number, config, connection, addresses, authority, impostorUrls, pages } = given;
  await using stack = new AsyncDisposableStack();
  let encryption: Encryption = given;
  let isLeaving = false;
  const secrets = openMasterKey(config.masterKeyFile, { mayCreate: false });
  const load = watchLoad(log, config);
  stack.defer(() => load.stop());
  const parts = gatherParts(config, {
    ...{ load, connection, secrets, addresses, authority, log },
    lanes: openLanes(stack, undefined),
    certificate: () => encryption.certificate,
    poolSize: POOL_SIZE,
  });
  const judge = given.judge && stack.use(Judge.knowing(given.judge));
  const planes = connectPlanes(config, addresses, secrets.derive('planes')[0]);
  const opened = await openPlanes(stack, { config, parts, planes, judge, impostorUrls, isWorker: true });
  const { app, metrics } = await openHttp(stack, {
    ...{ config, parts, planes, ...opened, places: sharePlaces(findOpenFilesLimit()), tls: encryption.pair, pages },
    readiness: {
      judge: async () => (await first.ask('judge')) === true,
      workers: async () => (await first.ask('workers')) === true,
    },
    isLeaving: () => isLeaving,
    gauges: {},
    regionGauges: {},
    gather: async () => String(await first.ask('metrics')),
  });
  stack.defer(() => app.close());
  await app.listen({ host: config.host, port: addresses.port, backlog: BACKLOG, ...SHARED_PORT });
  const running = stack.move();
  return {
    async answer(question) {
      if (question !== 'metrics') throw new Error(`a worker knows nothing of ${question}`);
      return numbered(await metrics(), number);
    },
    encrypt(next) {
      if (next.pair && next.pair.cert !== encryption.pair?.cert) presentCertificate(app, next.pair);
      encryption = next;
    },
    leave() {
      isLeaving = true;
    },
    stop: () => running.disposeAsync(),
  };
}
