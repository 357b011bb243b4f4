import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Region } from '@kaitong/contract';
import { Judge, type JudgeOptions } from '@kaitong/judge';
import { type Addresses, findAddresses, LOOPBACK } from './addresses.ts';
import { forgetBackupCheck, verifyNightly } from './backup/nightly.ts';
import { startRabbitMq } from './broker/rabbitmq/start-rabbitmq.ts';
import { startBroker } from './broker/start-broker.ts';
import type { Config } from './config.ts';
import { BACKLOG } from './connections/backlog.ts';
import { ENOUGH_FILES, FEW_FILES, findOpenFilesLimit, type Places, sharePlaces } from './connections/open-files.ts';
import { noteDemonstration } from './control/accounts/demonstration.ts';
import * as consoleLink from './control/accounts/sign-in-link.ts';
import { resetAtTerminal, type TerminalReset, type TerminalResetDone } from './control/operator/reset-at-terminal.ts';
import { describeDuties, hasDuty, regionsOf } from './duties.ts';
import { listenForCertificates } from './http/certificate-listener.ts';
import type { Framing } from './http/headers.ts';
import { type Impostors, startImpostors, impostorUrls as urlsOfImpostors } from './http/impostors.ts';
import { presentCertificate } from './http/kit/app.ts';
import { listenLocally } from './http/local-listener.ts';
import { type Metrics, numbered, sumMetrics } from './http/metrics.ts';
import { watchLoad } from './load/watch-load.ts';
import { createLog, type Log } from './log.ts';
import { openFirstOperator } from './planes/first-operator.ts';
import { hasSchemas } from './planes/open-plane.ts';
import { openStore } from './planes/open-store.ts';
import { hearBrokerMet, hearBrokerTrusted } from './region/conformance/hear-broker.ts';
import { hearImpostorMet, hearImpostorTrusted } from './region/conformance/hear-impostor.ts';
import type { RegionContext } from './region/context.ts';
import { countBytesLeft } from './region/moving/move.ts';
import * as appLink from './region/owners/sign-in-link.ts';
import { countRuns, countUnjudgedClips, countWaitingRuns } from './region/verification/count-queue.ts';
import { openMasterKey } from './secrets/master-key.ts';
import type { Passwords } from './secrets/passwords.ts';
import { all, connectPlanes, gatherParts, isProxyOf, openHttp, openPlanes, SHARED_PORT } from './serving.ts';
import { openLanes } from './sign-in/open-lanes.ts';
import { CONTROL_SCHEMA } from './store/control/migrations.ts';
import { exclusively } from './store/exclusively.ts';
import { regionSchema } from './store/region/migrations.ts';
import { describeCertificate } from './tls/describe-certificate.ts';
import { bringAuthority, keepAuthority } from './tls/kept-authority.ts';
import { type Certificates, openCertificates } from './tls/open-certificates.ts';
import { startWorkers, type Workers } from './workers/start-workers.ts';

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
  /** `undefined` where no region is played, or a broker elsewhere has its lines. */
  mqttPort: number | undefined;
  regions: readonly Region[];
  /** For programs on this machine: without encryption. */
  localUrl: string;
  /** What encrypts its lines; `undefined`: nothing does. */
  tls: Certificates | undefined;
  /**
   * A new one-time link for the first operator; `undefined` once there is one, without control, or where another process that
   * lives has made one.
   */
  openSetUpLink(tell?: (link: string) => void): Promise<string | undefined>;
  /**
   * A link that signs a login in once, within ten minutes, in a browser of this machine. `undefined`: nobody signs in
   * there with that, or the server is reached from elsewhere.
   */
  openSignInLink(where: 'console' | Region, login: string): Promise<string | undefined>;
  /** Notes that these logins of the console are a demonstration's. */
  noteDemonstration(logins: readonly string[]): Promise<void>;
  /**
   * Lets pages of this address, a demonstration's room, show ours in frames, until the answer is called. `undefined` where
   * several processes answer, which nothing tells of it.
   */
  letFrame: ((url: string) => () => void) | undefined;
  /** For whoever starts the server. `undefined` without control. */
  resetAtTerminal: ((login: string, how: TerminalReset) => Promise<TerminalResetDone | undefined>) | undefined;
  /** How many files this process may have open, and what for. */
  openFiles: { limit: number; isFew: boolean; places: Places };
  /** Says for as long as it is set to that it leaves, and ends then: a balancer sends nobody any more. */
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
  const isJudging = regionsOf(config.duties, 'judge').length > 0;
  if (isJudging && judge?.level2() === null) log.warn('Level 2 is missing: no application can be verified here.');
  const firstStart = !(await hasSchemas(connection));
  const secrets = openMasterKey(config.masterKeyFile, { mayCreate: firstStart });
  const ownTls = config.tls?.from === 'self' ? { folder: tlsFolder(config), secrets, log } : undefined;
  if (ownTls && !firstStart) await bringAuthority(connection, schemasOf(config), ownTls);
  const certificates = await openTls(stack, config, addresses, log); // closed before the database, by which they are ordered
  const authority = certificates?.authority;
  const { duties } = config;
  const broked = regionsOf(duties, 'broker');
  const impostors =
    addresses.impostor && broked.length > 0
      ? await startImpostors({
          host: config.host,
          port: addresses.impostor.port,
          publicHost: addresses.impostor.host,
          issue: certificates?.issue,
          log,
        })
      : undefined;
  if (impostors) stack.defer(() => impostors.close());
  if (certificates?.order) {
    onProgress('certificate');
    await certificates.order((work) => exclusively(connection, 'kaitong certificates', work));
  }
  const certificate = () => (certificates ? describeCertificate(certificates.state()) : null);
  const load = watchLoad(log, config);
  stack.defer(() => load.stop());
  const parts = gatherParts(config, { load, connection, secrets, lanes, addresses, authority, certificate, log });
  const planes = connectPlanes(config, addresses, secrets.derive('planes')[0]);

  onProgress('schemas');
  const impostorUrls = impostors?.urls ?? findImpostors(addresses.impostor, certificates?.issue !== undefined);
  const { control, regions } = await openPlanes(stack, { config, parts, planes, judge, impostorUrls, isWorker: false });

  const firstOperator = control && openFirstOperator(connection, control.context);
  if (firstOperator) stack.defer(() => firstOperator.close());

  onProgress('ports');
  const { host } = config;
  const served = regions.map(({ context }) => context);
  if (ownTls) {
    if (control) await keepAuthority(control.context.db, ownTls);
    for (const { db } of served) await keepAuthority(db, ownTls);
  }
  if (impostors) listenTo(stack, impostors, served);
  const lined = served.filter(({ region }) => broked.includes(region));
  const { rabbitmq } = config;
  const ownBroker =
    lined.length > 0 && !rabbitmq
      ? await startBroker({
          ...{ host, port: addresses.mqttPort, regions: lined, tls: certificates?.current(), log },
          ...{ most: places.mqtt, isProxy: isProxyOf(config) },
        })
      : undefined;
  const farBroker =
    lined.length > 0 && rabbitmq
      ? await startRabbitMq({
          ...{ settings: rabbitmq, regions: lined, log },
          exclusively: (work) => exclusively(connection, 'kaitong rabbitmq', work),
        })
      : undefined;
  const broker = ownBroker ?? farBroker;
  if (broker) stack.defer(() => broker.close());
  let workers: Workers | undefined;
  let isLeaving = false;
  const isOne = config.workers === 1;
  const framing: Framing = { origin: undefined };
  const isJudgeReady = async () =>
    judge === undefined || !isJudging || (judge.level2() !== null && (await judge.isAtWork()));
  const { app, backup, metrics } = await openHttp(stack, {
    ...{
      config,
      parts,
      planes,
      control,
      regions,
      places,
      tls: certificates?.current(),
      pages: options.pages,
      framing,
      broker: ownBroker,
      farBroker,
    },
    readiness: { judge: isJudgeReady, ...(!isOne && { workers: async () => workers?.areAllUp() === true }) },
    isLeaving: () => isLeaving,
    gather: isOne ? undefined : async (own) => await gatherMetrics(await own(), workers),
    gauges: {
      judge_lanes: () => (isJudging && judge?.lanes) || 0,
      judge_running: () => judge?.load().running ?? 0,
      judge_waiting: () => judge?.load().waiting ?? 0,
      ...(!isOne && { workers_up: () => workers?.up() ?? 0 }),
    },
    regionGauges: {
      runs_running: new Map(served.map((context) => [context.region, () => countRuns(context.db)])),
      runs_waiting: new Map(served.map((context) => [context.region, () => countWaitingRuns(context.db)])),
      disk_free_bytes: new Map(served.map(({ region, space }) => [region, async () => (await space.look()).freeBytes])),
      objects_left_bytes: new Map(served.map(({ region, db }) => [region, () => countBytesLeft(db)])),
      clips_unjudged: new Map(served.map((context) => [context.region, () => countUnjudgedClips(context.db)])),
    },
  });
  certificates?.follow((pair) => {
    broker?.present(pair);
    presentCertificate(app, pair);
  });
  if (!control || !hasDuty(duties, 'control', 'timers')) {
    // Whoever has control's timers looks at backups.
  } else if (config.backupsFolder !== undefined) {
    const nightly = await verifyNightly(control.context, { ...backup, folder: config.backupsFolder });
    stack.defer(() => nightly.stop());
  } else await forgetBackupCheck(control.context);
  stack.defer(() => app.close());
  await app.listen({ host, port: addresses.port, backlog: BACKLOG, ...(!isOne && SHARED_PORT) });
  if (!isOne) {
    workers = await startWorkers({
      many: config.workers - 1,
      given: () => ({
        ...{ config, connection, addresses, authority, impostorUrls, pages: options.pages, logLevel: log.level },
        judge: judge?.facts(),
      }),
      encryption: () => ({ pair: certificates?.current(), certificate: certificate() }),
      async answer(question) {
        if (question === 'metrics') return await gatherMetrics(await metrics(), workers);
        return question === 'judge' ? await isJudgeReady() : workers?.areAllUp() === true;
      },
      log,
    });
    stack.defer(() => workers?.stop());
    certificates?.follow(() => workers?.tellEncryption());
  }
  if (addresses.localPort !== undefined) {
    const local = await listenLocally(app, { host: LOOPBACK, port: addresses.localPort });
    stack.defer(() => local.close());
  }
  if (config.certificates && regionsOf(duties, 'api').length > 0) {
    const tls = certificates?.current();
    const most = places.certificates;
    const door = await listenForCertificates(app, { host, ...config.certificates, tls, most, log });
    stack.defer(() => door.close());
    certificates?.follow((pair) => door.present(pair));
  }
  log.info({ url: addresses.publicUrl, duties: describeDuties(duties) }, 'server.started');

  for (const plane of [...regions, ...(control ? [control] : [])]) await plane.work();
  const running = stack.move();
  return {
    isLocal: addresses.isLocal,
    url: addresses.publicUrl,
    mqttUrl: addresses.mqttUrl,
    mqttPort: ownBroker?.port,
    regions: config.regions,
    localUrl: addresses.localUrl,
    tls: certificates,
    openFiles: { limit, isFew: limit < FEW_FILES, places },
    openSetUpLink: async (tell) => await firstOperator?.open(tell),
    async openSignInLink(where, login) {
      if (where === 'console') return control && (await consoleLink.openSignInLink(control.context, login));
      const region = served.find((context) => context.region === where);
      return region && (await appLink.openSignInLink(region, login));
    },
    async noteDemonstration(logins) {
      if (control) await noteDemonstration(control.context, logins);
    },
    letFrame: isOne
      ? (url) => {
          framing.origin = new URL(url).origin;
          return () => {
            framing.origin = undefined;
          };
        }
      : undefined,
    resetAtTerminal: control && ((login, how) => resetAtTerminal(control.context, login, how)),
    async stop() {
      if (config.leave > 0) {
        isLeaving = true;
        workers?.tellLeaving();
        log.info({ forMs: config.leave }, 'server.leaving');
        await sleep(config.leave);
      }
      await running.disposeAsync();
      log.info('server.stopped');
    },
  };
}

const gatherMetrics = async (own: Metrics, workers: Workers | undefined): Promise<string> =>
  await sumMetrics([numbered(own, 0), ...((await workers?.metrics()) ?? [])]);

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

const findImpostors = (impostor: Addresses['impostor'], hasAuthority: boolean): Impostors['urls'] =>
  impostor === undefined ? new Map() : urlsOfImpostors(impostor, hasAuthority);

/** A process without clips to judge reads headers all the same, and converts for players what it serves. */
async function openJudge(
  stack: AsyncDisposableStack,
  { regions, duties }: Config,
  { judge }: ServerOptions,
): Promise<Judge | undefined> {
  if (regions.length === 0) return undefined;
  if (judge instanceof Judge) return judge;
  const isIdle = regionsOf(duties, 'judge').length === 0;
  return stack.use(await Judge.start(isIdle ? { ...judge, processes: 1 } : judge));
}
