import path from 'node:path';
import { controlCalls, createClient, type Region, regionCalls, STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import { Judge, type JudgeOptions } from '@kaitong/judge';
import type { FastifyInstance } from 'fastify';
import { type Addresses, findAddresses, LOOPBACK } from './addresses.ts';
import type { BackupPlace } from './backup/make-backup.ts';
import { forgetBackupCheck, verifyNightly } from './backup/nightly.ts';
import type { VerifyPlace } from './backup/verify-backup.ts';
import { openVerifyRoom } from './backup/verify-room.ts';
import { startBroker } from './broker/start-broker.ts';
import type { Config } from './config.ts';
import { boundRequests } from './connections/bound-requests.ts';
import { ENOUGH_FILES, FEW_FILES, findOpenFilesLimit, type Places, sharePlaces } from './connections/open-files.ts';
import { noteDemonstration } from './control/accounts/demonstration.ts';
import { openSetUpLink } from './control/accounts/set-up.ts';
import * as consoleLink from './control/accounts/sign-in-link.ts';
import { resetAtTerminal, type TerminalReset, type TerminalResetDone } from './control/operator/reset-at-terminal.ts';
import { mountAuthority } from './http/authority.ts';
import { listenForCertificates } from './http/certificate-listener.ts';
import { mountControl } from './http/control/mount-control.ts';
import { readableAddress } from './http/docs.ts';
import { addSecurityHeaders } from './http/headers.ts';
import { type Impostors, startImpostors } from './http/impostors.ts';
import { createApp, presentCertificate } from './http/kit/app.ts';
import { listenLocally } from './http/local-listener.ts';
import { mountObjects } from './http/objects.ts';
import { mountPages } from './http/pages.ts';
import { planeSend } from './http/plane-send.ts';
import { planeStream } from './http/plane-stream.ts';
import { authenticatePlane, type PlaneName, planeToken } from './http/plane-tokens.ts';
import { mountRegion } from './http/region/mount-region.ts';
import { mountSandbox } from './http/sandbox-provider.ts';
import { type OpenShares, openShares } from './http/shares.ts';
import { mountStatus } from './http/status.ts';
import { tellStorage } from './http/tell-storage.ts';
import { areUsable } from './keys/watch-keys.ts';
import { createLog, type Log } from './log.ts';
import { openMailer } from './mail/open-mailer.ts';
import { type ControlPlane, openControl } from './planes/control.ts';
import { checkSchema, hasSchemas, type PlaneParts } from './planes/open-plane.ts';
import { openStore } from './planes/open-store.ts';
import { openRegion, type RegionPlane } from './planes/region.ts';
import { guardPut } from './region/conformance/guard-put.ts';
import { hearBrokerMet, hearBrokerTrusted } from './region/conformance/hear-broker.ts';
import { hearImpostorMet, hearImpostorTrusted } from './region/conformance/hear-impostor.ts';
import { noteRefusedPut } from './region/conformance/note-refused.ts';
import type { RegionContext } from './region/context.ts';
import { logRefusedPut } from './region/log-refused-put.ts';
import * as appLink from './region/owners/sign-in-link.ts';
import { countRuns, countUnjudgedClips, countWaitingRuns } from './region/verification/count-queue.ts';
import { noteMismatch } from './region/verification/note-mismatch.ts';
import { isSessionOpen } from './region/watching/sessions.ts';
import { openMasterKey } from './secrets/master-key.ts';
import type { Passwords } from './secrets/passwords.ts';
import { isLoopback } from './settings.ts';
import { openLanes } from './sign-in/open-lanes.ts';
import { CONTROL_SCHEMA } from './store/control/migrations.ts';
import { exclusively } from './store/exclusively.ts';
import { openFullness } from './store/fullness.ts';
import { regionSchema } from './store/region/migrations.ts';
import { sandboxSchema } from './store/sandbox/migrations.ts';
import { describeCertificate } from './tls/describe-certificate.ts';
import { bringAuthority, keepAuthority } from './tls/kept-authority.ts';
import { type Certificates, openCertificates } from './tls/open-certificates.ts';
import { VERSION } from './version.ts';

/** What a start goes through, in order. */
export type StartStep = 'database' | 'certificate' | 'schemas' | 'ports';

export type ServerOptions = {
  log?: Log;
  /** What the web package built; without it there are no pages. */
  pages?: string;
  /** Options, or a judge that runs already and goes on when the server stops. */
  judge?: JudgeOptions | Judge;
  /** Only tests give others: theirs cost nothing, and what they hash opens no server that hashes as it should. */
  passwords?: Passwords;
  onProgress?: (step: StartStep) => void;
};

export type Server = {
  /** Whether nobody but this machine reaches it. */
  isLocal: boolean;
  /** What people open; without a slash at the end. */
  url: string;
  mqttUrl: string;
  /** `undefined` where no region is played. */
  mqttPort: number | undefined;
  regions: readonly Region[];
  /** For programs on this machine: without encryption. */
  localUrl: string;
  /** What encrypts its lines; `undefined`: nothing does. */
  tls: Certificates | undefined;
  /** A new one-time link for the first operator; `undefined` once there is one, or without control. */
  openSetUpLink(): Promise<string | undefined>;
  /**
   * A link that signs a login in once, within ten minutes, in a browser of this machine. `undefined`: nobody signs in
   * there with that, or the server is reached from elsewhere.
   */
  openSignInLink(where: 'console' | Region, login: string): Promise<string | undefined>;
  /** Notes that these logins of the console are a demonstration's. */
  noteDemonstration(logins: readonly string[]): Promise<void>;
  /** For whoever starts the server. `undefined` without control. */
  resetAtTerminal: ((login: string, how: TerminalReset) => Promise<TerminalResetDone | undefined>) | undefined;
  /** How many files this process may have open, and what for. */
  openFiles: { limit: number; isFew: boolean; places: Places };
  stop(): Promise<void>;
};

/**
 * Everything that this process plays, wired together. What it opened before a failure is closed again.
 *
 * @throws CertificateError, DatabaseUnavailable, MasterKeyError, or the system's error with `code` and `port` where one cannot be bound
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<Server> {
  const { log = createLog({ level: config.logLevel }), onProgress = () => {} } = options;
  await using stack = new AsyncDisposableStack();
  const limit = findOpenFilesLimit();
  const places = sharePlaces(limit);
  if (limit < ENOUGH_FILES) log.warn({ limit, enough: ENOUGH_FILES, places }, 'process.few_open_files');
  const lanes = openLanes(stack, options.passwords);
  const addresses = await findAddresses(config);
  onProgress('database');
  const [connection, judge] = await all([openStore(stack, config, log), openJudge(stack, config, options)]);
  if (judge?.level2() === null) log.warn('Level 2 is missing: no application can be verified here.');
  const firstStart = !(await hasSchemas(connection));
  const secrets = openMasterKey(config.masterKeyFile, { mayCreate: firstStart });
  const ownTls = config.tls?.from === 'self' ? { folder: tlsFolder(config), secrets, log } : undefined;
  if (ownTls && !firstStart) await bringAuthority(connection, schemasOf(config), ownTls);
  const certificates = await openTls(stack, config, addresses, log); // closed before the database, by which they are ordered
  const authority = certificates?.authority;
  const impostors =
    addresses.impostor &&
    (await startImpostors({
      host: config.host,
      port: addresses.impostor.port,
      publicHost: addresses.impostor.host,
      issue: certificates?.issue,
      log,
    }));
  if (impostors) stack.defer(() => impostors.close());
  if (certificates?.order) {
    onProgress('certificate');
    await certificates.order((work) => exclusively(connection, 'kaitong certificates', work));
  }
  const fullness = openFullness();
  const mailer = config.mail && openMailer(config.mail);
  const certificate = () => (certificates ? describeCertificate(certificates.state()) : null);
  const parts: PlaneParts = {
    connection,
    secrets,
    lanes,
    addresses,
    authority,
    certificate,
    fullness,
    mailer,
    privateReceivers: config.privateReceivers,
    log,
  };
  const planes = connectPlanes(config, addresses, secrets.derive('planes')[0]);

  onProgress('schemas');
  const { dataFolder, keyFolders } = config;
  const [control, regions] = await all([
    config.control
      ? openControl(stack, parts, planes.regions(), planes.streams(), planes.appUrls(addresses.publicUrl))
      : undefined,
    all(
      (judge ? config.regions : []).map((region) =>
        openRegion(
          stack,
          {
            ...parts,
            dataFolder,
            leastFreeBytes: config.leastFreeBytes,
            keyFolders,
            judge: judge as Judge,
            judgeShare: 1 / config.regions.length,
            pushTokenInUrl: config.pushTokenInUrl,
            impostorUrls: impostors?.urls ?? new Map(),
            control: planes.control(region),
          },
          region,
        ),
      ),
    ),
  ]);

  onProgress('ports');
  const { host } = config;
  // Whoever connects from this machine to a listener that only it reaches is a proxy, or ours.
  const isProxy = (address: string): boolean => isLoopback(host) && isLoopback(address);
  const served = regions.map(({ context }) => context);
  if (ownTls) {
    if (control) await keepAuthority(control.context.db, ownTls);
    for (const { db } of served) await keepAuthority(db, ownTls);
  }
  if (impostors) listenTo(stack, impostors, served);
  const broker =
    regions.length > 0
      ? await startBroker({
          ...{ host, port: addresses.mqttPort, regions: served, tls: certificates?.current(), log },
          ...{ most: places.mqtt, isProxy },
        })
      : undefined;
  if (broker) stack.defer(() => broker.close());
  const app = createApp({ log, tls: certificates?.current(), trustProxy: proxiesOf(config), readableAddress });
  boundRequests(app.server, { most: places.http, isProxy, log });
  certificates?.follow((pair) => {
    broker?.present(pair);
    presentCertificate(app, pair);
  });
  addSecurityHeaders(app, { staysHttps: addresses.publicUrl.startsWith('https:') && !authority });
  if (authority) mountAuthority(app, authority);
  tellStorage(app, { regions: served, isFullElsewhere: () => fullness.isFull() || planes.isFullElsewhere() });
  const check = async (): Promise<void> => {
    await Promise.all([control, ...regions].map(async (plane) => plane && (await checkSchema(plane.context.db))));
  };
  mountStatus(app, {
    version: VERSION,
    check,
    readiness: {
      database: () => check().then(() => !fullness.isFull()),
      disk: async () => served.every(({ space }) => !space.last().isFull),
      keys: async () => (await Promise.all(served.map(({ keys }) => keys.look()))).every(areUsable),
      judge: async () => judge === undefined || (judge.level2() !== null && (await judge.isAtWork())),
    },
    gauges: {
      mqtt_connections: () => broker?.connections() ?? 0,
      judge_lanes: () => judge?.lanes ?? 0,
      judge_running: () => judge?.load().running ?? 0,
      judge_waiting: () => judge?.load().waiting ?? 0,
    },
    regionGauges: {
      runs_running: new Map(served.map((context) => [context.region, () => countRuns(context.db)])),
      runs_waiting: new Map(served.map((context) => [context.region, () => countWaitingRuns(context.db)])),
      disk_free_bytes: new Map(served.map(({ region, space }) => [region, async () => (await space.look()).freeBytes])),
      clips_unjudged: new Map(served.map((context) => [context.region, () => countUnjudgedClips(context.db)])),
    },
    regionCounters: {
      device_refusals: new Map(served.map(({ region, deviceLog }) => [region, () => deviceLog.counts()])),
    },
  });
  const room = await openVerifyRoom(dataFolder, { leastFreeBytes: config.leastFreeBytes, log });
  stack.defer(() => room.swept());
  const backup: BackupPlace & VerifyPlace = {
    config,
    regions: served,
    room,
    connection,
    schemas: [CONTROL_SCHEMA, ...config.regions.flatMap((region) => [regionSchema(region), sandboxSchema(region)])],
    elsewhere: [...config.remoteRegions.keys()],
  };
  if (control && config.backupsFolder !== undefined) {
    const nightly = await verifyNightly(control.context, { ...backup, folder: config.backupsFolder });
    stack.defer(() => nightly.stop());
  } else if (control) await forgetBackupCheck(control.context);
  await mountPlanes(app, { control, regions, backup, shares: openShares(), authenticate: planes.authenticate });
  if (options.pages !== undefined) {
    const origins = [addresses.publicUrl, ...config.remoteRegions.values()].map((url) => new URL(url).origin);
    await mountPages(app, { folder: options.pages, regions: config.regions, control: config.control, origins });
  }
  stack.defer(() => app.close());
  await app.listen({ host, port: addresses.port });
  if (addresses.localPort !== undefined) {
    const local = await listenLocally(app, { host: LOOPBACK, port: addresses.localPort });
    stack.defer(() => local.close());
  }
  if (config.certificates && served.length > 0) {
    const tls = certificates?.current();
    const most = places.certificates;
    const door = await listenForCertificates(app, { host, ...config.certificates, tls, most, log });
    stack.defer(() => door.close());
    certificates?.follow((pair) => door.present(pair));
  }
  log.info({ url: addresses.publicUrl, control: config.control, regions: config.regions }, 'server.started');

  for (const plane of [...regions, ...(control ? [control] : [])]) await plane.work();
  const running = stack.move();
  return {
    isLocal: addresses.isLocal,
    url: addresses.publicUrl,
    mqttUrl: addresses.mqttUrl,
    mqttPort: broker?.port,
    regions: config.regions,
    localUrl: addresses.localUrl,
    tls: certificates,
    openFiles: { limit, isFew: limit < FEW_FILES, places },
    openSetUpLink: async () => (control ? await openSetUpLink(control.context) : undefined),
    async openSignInLink(where, login) {
      if (where === 'console') return control && (await consoleLink.openSignInLink(control.context, login));
      const region = served.find((context) => context.region === where);
      return region && (await appLink.openSignInLink(region, login));
    },
    async noteDemonstration(logins) {
      if (control) await noteDemonstration(control.context, logins);
    },
    resetAtTerminal: control && ((login, how) => resetAtTerminal(control.context, login, how)),
    async stop() {
      await running.disposeAsync();
      log.info('server.stopped');
    },
  };
}

/** Waits for the others too when one fails: what they open after that would never be closed. */
async function all<T extends readonly unknown[]>(
  promises: [...T],
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

const tlsFolder = ({ dataFolder }: Config): string => path.join(dataFolder, 'tls');

const schemasOf = ({ control, regions }: Config): string[] => [
  ...(control ? [CONTROL_SCHEMA] : []),
  ...regions.map(regionSchema),
];

async function openTls(
  stack: AsyncDisposableStack,
  config: Config,
  { publicUrl }: Addresses,
  log: Log,
): Promise<Certificates | undefined> {
  const { tls: source } = config;
  if (!source) return undefined;
  const folder = tlsFolder(config);
  const certificates = await openCertificates({
    source,
    folder,
    host: new URL(publicUrl).hostname.replace(/^\[|\]$/g, ''),
    log,
  });
  stack.defer(() => certificates.close());
  return certificates;
}

/** Closed before the planes, which what it tells is written to. */
function listenTo(stack: AsyncDisposableStack, impostors: Impostors, regions: readonly RegionContext[]): void {
  impostors.tell((wrong) => ({
    onMet: async () =>
      void (await all(regions.flatMap((region) => [hearImpostorMet(region, wrong), hearBrokerMet(region, wrong)]))),
    onTrusted: async (said) =>
      void (await all(
        regions.map((region) =>
          'path' in said ? hearImpostorTrusted(region, said.path) : hearBrokerTrusted(region, wrong, said.token),
        ),
      )),
  }));
  stack.defer(() => impostors.close());
}

async function openJudge(
  stack: AsyncDisposableStack,
  { regions }: Config,
  { judge }: ServerOptions,
): Promise<Judge | undefined> {
  if (regions.length === 0) return undefined;
  return judge instanceof Judge ? judge : stack.use(await Judge.start(judge));
}

/** Planes call each other the same way in one process and over the network. */
function connectPlanes(config: Config, { localUrl }: Addresses, key: Uint8Array) {
  const secret = config.planeSecret ?? Buffer.from(key).toString('base64url');
  const urls = new Map(config.remoteRegions);
  for (const region of config.regions) urls.set(region, `${localUrl}/${region}`);
  const full = new Set<Region>();
  const hear = (region: Region) => (headers: Headers) => {
    if (headers.get(STORAGE_HEADER) === STORAGE_FULL) full.add(region);
    else full.delete(region);
  };
  const send = (url: string, from: PlaneName, to: PlaneName, onReply?: (headers: Headers) => void) =>
    planeSend(url, planeToken(secret, from, to), onReply);
  return {
    appUrls: (publicUrl: string) =>
      new Map(
        [...urls.keys()].map((region) => [
          region,
          `${config.remoteRegions.get(region) ?? `${publicUrl}/${region}`}/app`,
        ]),
      ),
    /** Of regions that other processes play, as each said when it was last asked for anything. */
    isFullElsewhere: () => [...full].some((region) => config.remoteRegions.has(region)),
    streams: () =>
      new Map([...urls].map(([region, url]) => [region, planeStream(url, planeToken(secret, 'control', region))])),
    regions: () =>
      new Map(
        [...urls].map(([region, url]) => [
          region,
          createClient(regionCalls, send(url, 'control', region, hear(region))),
        ]),
      ),
    control: (region: Region) => createClient(controlCalls, send(config.controlUrl ?? localUrl, region, 'control')),
    authenticate: (to: PlaneName) => authenticatePlane(secret, to),
  };
}

type Mounted = {
  control: ControlPlane | undefined;
  regions: readonly RegionPlane[];
  backup: BackupPlace & VerifyPlace;
  shares: OpenShares;
  authenticate: (to: PlaneName) => ReturnType<typeof authenticatePlane>;
};

async function mountPlanes(
  app: FastifyInstance,
  { control, regions, backup, shares, authenticate }: Mounted,
): Promise<void> {
  if (control) mountControl(app, control.context, authenticate('control'), backup, shares);
  for (const { context, disk, sandbox } of regions) {
    const prefix = `/${context.region}`;
    mountRegion(app, context, { prefix, plane: authenticate(context.region), shares });
    mountSandbox(app, sandbox.context, `${prefix}/pay/sandbox`);
    // The store knows what it has; a device's commit asks it.
    mountObjects(app, {
      prefix: `${prefix}/objects`,
      store: disk,
      isOpen: (session) => isSessionOpen(context, session),
      onStored: async () => {},
      async onMismatch(key, mismatch) {
        await noteMismatch(context, key, mismatch);
        await noteRefusedPut(context, key, mismatch.code);
      },
      refusePut: (key) => guardPut(context, key),
      onRefused: (key, refused) => logRefusedPut(context, key, refused),
    });
  }
}

/** A public address in front of a loopback listener means a proxy on this machine: it names whom it speaks for. */
const proxiesOf = ({ host, publicUrl, tls }: Config): string[] =>
  !tls && publicUrl !== undefined && isLoopback(host) ? ['127.0.0.1', '::1'] : [];
