/** A region with everything real for tests: database, HTTP server, broker, deadlines. */

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Client, controlCalls, createClient, Region, regionCalls } from '@kaitong/contract';
import { PARTS } from '@kaitong/core';
import type { RabbitSettings } from '../../broker/rabbitmq/settings.ts';
import { type FarBroker, startRabbitMq } from '../../broker/rabbitmq/start-rabbitmq.ts';
import { type ListeningBroker, startBroker } from '../../broker/start-broker.ts';
import { boundRequests } from '../../connections/bound-requests.ts';
import { DUTIES } from '../../duties.ts';
import { findFreePort } from '../../free-port.ts';
import type { KeyPlaces } from '../../keys/key-place.ts';
import type { Load } from '../../load/watch-load.ts';
import { silentLog } from '../../log.ts';
import { openFreeSpace } from '../../objects/free-space.ts';
import { openLocalDisk } from '../../objects/local-disk/local-disk.ts';
import { addressRules } from '../../outgoing/address-rules.ts';
import { postOutside } from '../../outgoing/post-outside.ts';
import { openKeys } from '../../planes/open-keys.ts';
import type { RegionContext, RegionHooks } from '../../region/context.ts';
import { deviceLogDeadlineHandlers } from '../../region/device-log/deadlines.ts';
import { openDeviceLog } from '../../region/device-log/open-device-log.ts';
import { admitDevices } from '../../region/devices/admitted-devices.ts';
import { regionLimits } from '../../region/limits.ts';
import { logRefusedPut } from '../../region/log-refused-put.ts';
import { openPayments } from '../../region/payments/open-payments.ts';
import { sandboxSecrets } from '../../region/payments/sandbox-provider.ts';
import { presenceDeadlineHandlers } from '../../region/presence/deadlines.ts';
import { wakeRuns } from '../../region/verification/tell-return.ts';
import { isSessionOpen } from '../../region/watching/sessions.ts';
import { regionHooks, startRegionWork } from '../../region/work.ts';
import type { SandboxContext } from '../../sandbox-provider/context.ts';
import { startSandboxWork } from '../../sandbox-provider/work.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { createSignIn } from '../../sign-in/create-sign-in.ts';
import { cheapLanes } from '../../sign-in/testing/lanes.ts';
import { openDatabase } from '../../store/database.ts';
import { runDeadlines } from '../../store/deadlines.ts';
import { exclusively } from '../../store/exclusively.ts';
import { migrate } from '../../store/migrate.ts';
import { openNotifications } from '../../store/notifications.ts';
import { Quotas } from '../../store/quotas.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { sandboxMigrations, sandboxSchema } from '../../store/sandbox/migrations.ts';
import type { SandboxTables } from '../../store/sandbox/tables.ts';
import { createTestClock, forgetOutages, type TestClock, type TestDatabase } from '../../store/testing.ts';
import { keepUptime } from '../../uptime/keep-uptime.ts';
import { createApp } from '../kit/app.ts';
import { openMeasures } from '../measures.ts';
import { mqttOverHttp } from '../mqtt.ts';
import { mountObjects } from '../objects.ts';
import { planeSend } from '../plane-send.ts';
import { authenticatePlane, planeToken } from '../plane-tokens.ts';
import { mountRegion } from '../region/mount-region.ts';
import { mountSandbox } from '../sandbox-provider.ts';
import { shedLoad } from '../shed-load.ts';
import { sharedJudge } from './shared-judge.ts';

export type TestRegion = {
  context: RegionContext;
  sandbox: SandboxContext;
  clock: TestClock;
  /** Calls the region as the control plane does. */
  plane: Client<typeof regionCalls>;
  /** As Prometheus reads it. */
  measured(): Promise<string>;
  /** Lets this region's devices connect to a broker of its own. */
  startBroker(port?: number): Promise<ListeningBroker>;
  /** Or to a cluster, whose address is the option `mqttUrl`. */
  startRabbitMq(settings: RabbitSettings): Promise<FarBroker>;
  close(): Promise<void>;
};

export type TestRegionOptions = {
  region?: string;
  hooks?: RegionHooks;
  limits?: Partial<RegionContext['limits']>;
  /** A second process of the same region shares the first one's key file, and its key store with it. */
  keys?: RegionContext['secrets'];
  /** Also does what runs need: their hooks, timers and judging. */
  runs?: boolean;
  control?: RegionContext['control'];
  /** Where cameras are told that their broker is. */
  mqttUrl?: string | undefined;
  /** Tokens for pushing may stand in addresses. */
  tokenInUrl?: boolean;
  /** How long somebody who was refused may go on sending. */
  restMs?: number;
  mailer?: RegionContext['mailer'];
  /** What it has to do, and refuses therefore; it refuses nothing by default. */
  load?: Pick<Load, 'refuses' | 'noteRefusal' | 'noteWait'>;
  /** Addresses inside that strangers' ones may lead to: of the test's own receivers. */
  privateReceivers?: string[];
  /** Where browsers believe to be when they sign in; passkeys need a host name and https. */
  signInUrl?: string;
  /** Of the judge, which other regions use too. No level 2 by default: its processes take their time to start. */
  engine?: 'auto' | 'none';
};

const keyStores = new WeakMap<RegionContext['secrets'], KeyPlaces>();

const PLANE_SECRET = 'plane secret of tests';
const HOST = '127.0.0.1';

export async function openTestRegion(
  server: Pick<TestDatabase, 'connection'>,
  options: TestRegionOptions = {},
): Promise<TestRegion> {
  const region = Region.parse(options.region ?? 'cn');
  const schema = regionSchema(region);
  const fail = (error: unknown): void => void process.stderr.write(`${String(error)}\n`);
  const database = openDatabase<RegionTables>(server.connection, schema, fail, {
    onWait: options.load?.noteWait,
  });
  await migrate(database.db, schema, regionMigrations(region));
  const notifications = await openNotifications(server.connection, schema, fail);
  const provider = await openSandboxDatabase(server, region, fail);
  const clock = createTestClock([database.db, provider.db]);
  const secrets = options.keys ?? createKeyRing(randomBytes(32));
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-region-'));
  const made = { first: path.join(folder, 'keys'), second: path.join(folder, 'keys-copy') };
  const keyPlaces = keyStores.get(secrets) ?? made;
  keyStores.set(secrets, keyPlaces);
  const keys = await openKeys(database.db, keyPlaces, region, silentLog);
  const [httpPort, mqttPort] = [await findFreePort(), await findFreePort()];
  const publicUrl = `http://${HOST}:${httpPort}/${region}`;
  const space = await openFreeSpace(folder);
  const objects = await openLocalDisk({
    folder,
    space,
    baseUrl: `${publicUrl}/objects`,
    secrets: secrets.derive(`object targets ${region}`),
    clock,
    onError: fail,
  });
  const rules = addressRules(options.privateReceivers ?? []);
  const measures = openMeasures();
  const judge = await sharedJudge(options.engine ?? 'none');
  const context: RegionContext = {
    region,
    db: database.db,
    clock,
    notifications,
    control:
      options.control ??
      createClient(controlCalls, async () => {
        throw new Error('no control plane in this test');
      }),
    objects,
    secrets,
    keys,
    signIn: createSignIn(database.db, {
      secret: secrets.derive(`sign-in ${region}`)[0],
      site: region,
      publicUrl: options.signInUrl ?? publicUrl,
      cookiePrefix: `kaitong-${region}`,
      cookiePath: `/${region}`,
      lanes: cheapLanes(),
      knownKeys: secrets.derive(`known browsers ${region}`),
      clock,
      log: silentLog,
      origins: new Set([new URL(publicUrl).origin]),
      isLocal: true,
    }),
    mailer: options.mailer,
    postOutside: postOutside({ rules }),
    addressRules: rules,
    contact: 'mailto:operator@example.com',
    publicUrl,
    authority: undefined,
    certificate: () => null,
    certificateUrl: undefined,
    mqttUrl: options.mqttUrl ?? `mqtt://${HOST}:${mqttPort}`,
    impostorUrls: new Map(),
    limits: { ...regionLimits, ...options.limits },
    quotas: new Quotas(database.db),
    payments: openPayments({ secrets, region, publicUrl, localUrl: publicUrl, clock }),
    judge,
    decoder: async () => judge.level2(),
    judgeShare: 1,
    pushes: { folder, tokenInUrl: options.tokenInUrl ?? false },
    space,
    log: silentLog,
    deviceLog: openDeviceLog({ db: database.db, clock, log: silentLog }),
    measures: measures.of(region),
    admitted: admitDevices(notifications),
    hooks: options.hooks ?? regionHooks,
  };
  const sandbox: SandboxContext = {
    db: provider.db,
    notifications: provider.notifications,
    clock,
    secrets: sandboxSecrets(secrets, region),
    url: `${publicUrl}/pay/sandbox`,
    log: silentLog,
  };
  const sandboxWork = options.runs ? startSandboxWork(sandbox) : undefined;
  const work = options.runs
    ? startRegionWork(context, new Set(DUTIES))
    : runDeadlines({
        db: database.db,
        notifications,
        handlers: { ...presenceDeadlineHandlers(context), ...deviceLogDeadlineHandlers() },
        onError: fail,
      });
  const uptime = await keepUptime({
    ...{ db: database.db, log: silentLog },
    listUp: async () => PARTS,
    onReturn: wakeRuns,
  });
  await forgetOutages(database.db);
  const origins = new Set([new URL(publicUrl).origin]);
  const mqtt = mqttOverHttp({ regions: [context], origins, log: silentLog });
  const { mayUpgrade } = mqtt;
  const app = createApp({
    ...{ log: silentLog, mayUpgrade },
    ...(options.restMs === undefined ? {} : { restMs: options.restMs }),
  });
  // Everybody in a test is at one address, and one network's idle lines are few otherwise.
  mqtt.mount(app, boundRequests(app.server, { most: 1000, mostIdleOfNetwork: 1000, log: silentLog }));
  if (options.load) shedLoad(app, options.load);
  mountRegion(app, context, { prefix: `/${region}`, plane: authenticatePlane(PLANE_SECRET, region) });
  mountSandbox(app, sandbox, `/${region}/pay/sandbox`);
  mountObjects(app, {
    prefix: `/${region}/objects`,
    store: objects,
    isOpen: (session) => isSessionOpen(context, session),
    onStored: async () => {},
    onRefused: (key, refused) => logRefusedPut(context, key, refused),
  });
  await app.listen({ host: HOST, port: httpPort });
  const brokers: FarBroker[] = [];
  return {
    context,
    sandbox,
    measured: () => measures.registry.metrics(),
    clock,
    plane: createClient(regionCalls, planeSend(publicUrl, planeToken(PLANE_SECRET, 'control', region))),
    async startBroker(port = mqttPort) {
      const broker = await startBroker({ host: HOST, port, regions: [context], log: silentLog });
      brokers.push(broker);
      return broker;
    },
    async startRabbitMq(settings) {
      const broker = await startRabbitMq({
        ...{ settings, regions: [context], log: silentLog },
        exclusively: (work) => exclusively(server.connection, `rabbitmq of ${region}`, work),
      });
      brokers.push(broker);
      return broker;
    },
    async close() {
      for (const broker of brokers) await broker.close();
      await app.close();
      await work.stop();
      await uptime.stop();
      await sandboxWork?.stop();
      await provider.close();
      await context.deviceLog.close();
      await notifications.close();
      await objects.close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openSandboxDatabase(
  server: Pick<TestDatabase, 'connection'>,
  region: Region,
  fail: (error: unknown) => void,
) {
  const schema = sandboxSchema(region);
  const { db, close } = openDatabase<SandboxTables>(server.connection, schema, fail, { poolSize: 6 });
  await migrate(db, schema, sandboxMigrations(region));
  const notifications = await openNotifications(server.connection, schema, fail);
  return {
    db,
    notifications,
    async close() {
      await notifications.close();
      await close();
    },
  };
}
