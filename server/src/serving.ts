import { controlCalls, createClient, type Region, regionCalls, STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import type { Judge } from '@kaitong/judge';
import type { FastifyInstance } from 'fastify';
import type { Addresses } from './addresses.ts';
import type { BackupPlace } from './backup/make-backup.ts';
import type { VerifyPlace } from './backup/verify-backup.ts';
import { openVerifyRoom } from './backup/verify-room.ts';
import type { Broker } from './broker/open-broker.ts';
import type { Config } from './config.ts';
import { boundRequests } from './connections/bound-requests.ts';
import type { Places } from './connections/open-files.ts';
import { type Duty, hasDuty, regionsOf } from './duties.ts';
import { mountAuthority } from './http/authority.ts';
import { mountControl } from './http/control/mount-control.ts';
import { readableAddress } from './http/docs.ts';
import { addSecurityHeaders, type Framing } from './http/headers.ts';
import { createApp } from './http/kit/app.ts';
import { closeLines } from './http/kit/close-lines.ts';
import { openMeasures } from './http/measures.ts';
import type { Metrics } from './http/metrics.ts';
import { mqttOverHttp } from './http/mqtt.ts';
import { mountObjects } from './http/objects.ts';
import { mountPages } from './http/pages.ts';
import { planeSend } from './http/plane-send.ts';
import { planeStream } from './http/plane-stream.ts';
import { authenticatePlane, type PlaneName } from './http/plane-tokens.ts';
import type { Readiness } from './http/readiness.ts';
import { mountRegion } from './http/region/mount-region.ts';
import { mountSandbox } from './http/sandbox-provider.ts';
import { writeCard } from './http/share-card.ts';
import { type OpenShares, openShares } from './http/shares.ts';
import { shedLoad } from './http/shed-load.ts';
import { mountStatus, type Status } from './http/status.ts';
import { tellStorage } from './http/tell-storage.ts';
import { areUsable } from './keys/watch-keys.ts';
import type { Log } from './log.ts';
import { openMailer } from './mail/open-mailer.ts';
import { originOf } from './objects/s3/s3.ts';
import { openProofs } from './plane-keys/open-proofs.ts';
import { type ControlPlane, openControl } from './planes/control.ts';
import { checkSchema, type PlaneParts } from './planes/open-plane.ts';
import { openRegion, type RegionPlane } from './planes/region.ts';
import { guardPut } from './region/conformance/guard-put.ts';
import { noteRefusedPut } from './region/conformance/note-refused.ts';
import type { RegionContext } from './region/context.ts';
import { logRefusedPut } from './region/log-refused-put.ts';
import { noteMismatch } from './region/verification/note-mismatch.ts';
import { isSessionOpen } from './region/watching/sessions.ts';
import { describeForChat } from './region/watching/sharing/chat-card.ts';
import { isLoopback } from './settings.ts';
import { CONTROL_SCHEMA } from './store/control/migrations.ts';
import type { Executor } from './store/executor.ts';
import { openFullness } from './store/fullness.ts';
import { regionSchema } from './store/region/migrations.ts';
import { sandboxSchema } from './store/sandbox/migrations.ts';
import type { Pair } from './tls/pair.ts';
import { VERSION } from './version.ts';

export type Planes = { control: ControlPlane | undefined; regions: readonly RegionPlane[] };

type PlanesToOpen = {
  config: Config;
  parts: PlaneParts;
  planes: ConnectedPlanes;
  /** `undefined`: no region is played. */
  judge: Judge | undefined;
  impostorUrls: RegionContext['impostorUrls'];
  /** Whether the first process of its server has broker, judge and timers. */
  isWorker: boolean;
};

/** How several processes listen at one port: the kernel shares connections out among them. */
export const SHARED_PORT = { reusePort: true };

type PartsGiven = Omit<PlaneParts, 'fullness' | 'measures' | 'mailer' | 'mailFrom' | 'privateReceivers'>;

export const gatherParts = (config: Config, given: PartsGiven): PlaneParts => ({
  fullness: openFullness(),
  measures: openMeasures(),
  mailer: config.mail && openMailer(config.mail),
  mailFrom: config.mail?.from,
  privateReceivers: config.privateReceivers,
  ...given,
});

/** The planes that a process serves, on their schemas and folders. */
export async function openPlanes(
  stack: AsyncDisposableStack,
  { config, parts, planes, judge, impostorUrls, isWorker }: PlanesToOpen,
): Promise<Planes> {
  const { dataFolder, leastFreeBytes, bucket, keyPlaces, pushTokenInUrl, duties } = config;
  const own = (plane: PlaneName): ReadonlySet<Duty> => (isWorker ? new Set(['api']) : (duties.get(plane) ?? new Set()));
  const [control, regions] = await all([
    config.control
      ? openControl(
          stack,
          { ...parts, duties: own('control') },
          planes.regions(),
          planes.streams(),
          planes.appUrls(parts.addresses.publicUrl),
        )
      : undefined,
    all(
      (judge ? config.regions : []).map((region) =>
        openRegion(
          stack,
          {
            ...{
              ...parts,
              dataFolder,
              leastFreeBytes,
              bucket,
              keyPlaces,
              pushTokenInUrl,
              impostorUrls,
              duties: own(region),
            },
            judge: judge as Judge,
            judgeShare: 1 / Math.max(1, regionsOf(duties, 'judge').length),
            control: planes.control(region),
          },
          region,
        ),
      ),
    ),
  ]);
  return { control, regions };
}

type HttpToOpen = Planes & {
  config: Config;
  parts: PlaneParts;
  planes: ConnectedPlanes;
  places: Places;
  tls: Pair | undefined;
  /** What the web package built; without it there are no pages. */
  pages: string | undefined;
  framing?: Framing;
  /** The broker of this process, for the regions that it has. */
  broker?: Broker | undefined;
  /** A broker elsewhere that this process speaks with. */
  farBroker?: Pick<Broker, 'connections'> | undefined;
  /** What this process knows to be there beside what all processes look at. */
  readiness: Partial<Readiness>;
} & Pick<Status, 'gauges' | 'regionGauges' | 'gather' | 'isLeaving'>;

/** HTTP over the planes of a process, which does not listen yet. */
export async function openHttp(
  stack: AsyncDisposableStack,
  {
    config,
    parts,
    planes,
    control,
    regions,
    places,
    tls,
    pages,
    framing,
    broker,
    farBroker,
    readiness,
    ...status
  }: HttpToOpen,
): Promise<{ app: FastifyInstance; backup: BackupPlace & VerifyPlace; metrics: () => Promise<Metrics> }> {
  const { connection, addresses, authority, fullness, load, log } = parts;
  const served = regions.map(({ context }) => context);
  const { duties } = config;
  const answering = {
    control: hasDuty(duties, 'control', 'api') ? control : undefined,
    regions: regions.filter(({ context }) => hasDuty(duties, context.region, 'api')),
  };
  const isProxy = isProxyOf(config);
  const lined = answering.regions.map(({ context }) => context);
  const mqtt = mqttOverHttp({ regions: lined, broker, origins: addresses.origins, isProxy, log });
  const { mayUpgrade } = mqtt;
  const app = createApp({ log, tls, trustProxy: proxiesOf(config), readableAddress, mayUpgrade });
  const bound = boundRequests(app.server, { most: places.http, isProxy, log });
  closeLines(app, status.isLeaving);
  addSecurityHeaders(app, { staysHttps: addresses.publicUrl.startsWith('https:') && !authority, framing });
  shedLoad(app, load); // what it refuses has those headers too
  if (authority) mountAuthority(app, authority);
  tellStorage(app, { regions: served, isFullElsewhere: () => fullness.isFull() || planes.isFullElsewhere() });
  const check = async (): Promise<void> => {
    await Promise.all([control, ...regions].map(async (plane) => plane && (await checkSchema(plane.context.db))));
  };
  const metrics = mountStatus(app, {
    version: VERSION,
    check,
    readiness: {
      database: () => check().then(() => !fullness.isFull()),
      disk: async () => served.every(({ space }) => !space.last().isFull),
      keys: async () => (await Promise.all(served.map(({ keys }) => keys.look()))).every(areUsable),
      ...readiness,
    },
    ...status,
    gauges: { ...status.gauges, mqtt_connections: () => mqtt.connections() + (farBroker?.connections() ?? 0) },
    load,
    measures: parts.measures.registry,
    regionCounters: {
      device_refusals: new Map(served.map(({ region, deviceLog }) => [region, () => deviceLog.counts()])),
    },
  });
  const room = await openVerifyRoom(config.dataFolder, { leastFreeBytes: config.leastFreeBytes, log });
  stack.defer(() => room.swept());
  const backup: BackupPlace & VerifyPlace = {
    config,
    regions: served,
    room,
    connection,
    schemas: [CONTROL_SCHEMA, ...config.regions.flatMap((region) => [regionSchema(region), sandboxSchema(region)])],
    elsewhere: [...config.remoteRegions.keys()].filter((region) => !config.regions.includes(region)),
  };
  await mountPlanes(app, { ...answering, backup, shares: openShares(), authenticate: planes.authenticate });
  mqtt.mount(app, bound);
  if (pages !== undefined) {
    const urls = [
      addresses.publicUrl,
      ...config.remoteRegions.values(),
      ...(config.bucket ? [originOf(config.bucket)] : []),
    ];
    const origins = urls.map((url) => new URL(url).origin);
    await mountPages(app, {
      folder: pages,
      regions: regionsOf(duties, 'api'),
      control: answering.control !== undefined,
      origins,
      async cardOf(region, token) {
        const served = answering.regions.find(({ context }) => context.region === region);
        const card = served && (await describeForChat(served.context, token));
        return card && writeCard(card);
      },
    });
  }
  return { app, backup, metrics };
}

/** Waits for the others too when one fails: what they open after that would never be closed. */
export async function all<T extends readonly unknown[]>(
  promises: [...T],
): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }> {
  await Promise.allSettled(promises);
  return await Promise.all(promises);
}

/** Planes call each other the same way in one process and over the network. */
export function connectPlanes(config: Config, { localUrl }: Addresses, key: Uint8Array) {
  const secret = config.planeSecret ?? Buffer.from(key).toString('base64url');
  const proofs = openProofs(config, secret);
  const urls = new Map(config.remoteRegions);
  for (const region of regionsOf(config.duties, 'api')) urls.set(region, `${localUrl}/${region}`);
  const full = new Set<Region>();
  const hear = (region: Region) => (headers: Headers) => {
    if (headers.get(STORAGE_HEADER) === STORAGE_FULL) full.add(region);
    else full.delete(region);
  };
  const send = (url: string, from: PlaneName, to: PlaneName, onReply?: (headers: Headers) => void) =>
    planeSend(url, proofs.of(from, to), { onReply });
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
    streams: () => new Map([...urls].map(([region, url]) => [region, planeStream(url, proofs.of('control', region))])),
    regions: () =>
      new Map(
        [...urls].map(([region, url]) => [
          region,
          createClient(regionCalls, send(url, 'control', region, hear(region))),
        ]),
      ),
    control: (region: Region) => createClient(controlCalls, send(config.controlUrl ?? localUrl, region, 'control')),
    authenticate: (to: PlaneName, plane: { db: Executor; log: Log }) =>
      authenticatePlane(secret, to, proofs.known(plane)),
  };
}

type ConnectedPlanes = ReturnType<typeof connectPlanes>;

type Mounted = Planes & {
  backup: BackupPlace & VerifyPlace;
  shares: OpenShares;
  authenticate: ConnectedPlanes['authenticate'];
};

async function mountPlanes(
  app: FastifyInstance,
  { control, regions, backup, shares, authenticate }: Mounted,
): Promise<void> {
  if (control) mountControl(app, control.context, authenticate('control', control.context), backup, shares);
  for (const { context, disk, forward, sandbox } of regions) {
    const prefix = `/${context.region}`;
    mountRegion(app, context, { prefix, plane: authenticate(context.region, context), shares });
    mountSandbox(app, sandbox.context, `${prefix}/pay/sandbox`);
    // The store knows what it has; a device's commit asks it.
    mountObjects(app, {
      prefix: `${prefix}/objects`,
      store: disk,
      objects: context.objects,
      isOpen: (session) => isSessionOpen(context, session),
      onStored: forward,
      async onMismatch(key, mismatch) {
        await noteMismatch(context, key, mismatch);
        await noteRefusedPut(context, key, mismatch.code);
      },
      refusePut: (key) => guardPut(context, key),
      onRefused: (key, refused) => logRefusedPut(context, key, refused),
    });
  }
}

/** Whoever connects from this machine to a listener that only it reaches is a proxy, or ours. */
export const isProxyOf =
  ({ host }: Config) =>
  (address: string): boolean =>
    isLoopback(host) && isLoopback(address);

/** A public address in front of a loopback listener means a proxy on this machine: it names whom it speaks for. */
const proxiesOf = ({ host, publicUrl, tls }: Config): string[] =>
  !tls && publicUrl !== undefined && isLoopback(host) ? ['127.0.0.1', '::1'] : [];
