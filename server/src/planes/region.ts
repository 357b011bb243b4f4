import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Client, controlCalls, Region } from '@kaitong/contract';
import type { Judge } from '@kaitong/judge';
import type { Duty } from '../duties.ts';
import type { KeyPlaces } from '../keys/key-place.ts';
import { type FreeSpace, openFreeSpace } from '../objects/free-space.ts';
import { openGateway } from '../objects/gateway.ts';
import { type LocalDisk, openLocalDisk } from '../objects/local-disk/local-disk.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { prepareBucket } from '../objects/s3/prepare-bucket.ts';
import { type Bucket, openS3 } from '../objects/s3/s3.ts';
import { openTwoPlaces } from '../objects/two-places.ts';
import { addressRules } from '../outgoing/address-rules.ts';
import { postOutside } from '../outgoing/post-outside.ts';
import { beginLife } from '../region/begin-life.ts';
import { CONFORMANCE } from '../region/conformance/object-keys.ts';
import type { RegionContext } from '../region/context.ts';
import { openDeviceLog } from '../region/device-log/open-device-log.ts';
import { admitDevices } from '../region/devices/admitted-devices.ts';
import { endFootageNews } from '../region/footage/footage-news.ts';
import { findDecoder } from '../region/judging/judge-meter.ts';
import { replayDepartures } from '../region/leaving/replay-departures.ts';
import { regionLimits } from '../region/limits.ts';
import { beginMove } from '../region/moving/deadlines.ts';
import { openPayments } from '../region/payments/open-payments.ts';
import { replayDeletions } from '../region/retention/replay-deletions.ts';
import { wakeRuns } from '../region/verification/tell-return.ts';
import { regionHooks, startRegionWork } from '../region/work.ts';
import { openKeptSecret } from '../secrets/kept-secret.ts';
import { createSignIn } from '../sign-in/create-sign-in.ts';
import { noticeNewLife } from '../store/database-life.ts';
import { Quotas } from '../store/quotas.ts';
import { regionMigrations, regionSchema } from '../store/region/migrations.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { tellProcess } from '../store/server-processes.ts';
import { keepUptime } from '../uptime/keep-uptime.ts';
import { openKeys } from './open-keys.ts';
import { openPlane, type PlaneParts } from './open-plane.ts';
import { openSandbox, type SandboxPlane } from './sandbox.ts';

export type RegionPlane = {
  context: RegionContext;
  disk: LocalDisk;
  /** What has been PUT to the disk goes where objects lie. */
  forward(key: string): Promise<void>;
  sandbox: SandboxPlane;
  work(): void;
};

export type RegionParts = PlaneParts & {
  dataFolder: string;
  /** As the operator wants it. */
  leastFreeBytes: number | undefined;
  /** Where objects lie; `undefined`: in the data folder. */
  bucket: Bucket | undefined;
  keyPlaces: KeyPlaces;
  judge: Judge;
  /** Where several regions of this process share the judge. */
  judgeShare: number;
  pushTokenInUrl: boolean;
  impostorUrls: RegionContext['impostorUrls'];
  control: Client<typeof controlCalls>;
  /** What this process does for it. */
  duties: ReadonlySet<Duty>;
};

/** A region on its schema and its folder of objects, ready to answer. `work` begins what it does by itself. */
export async function openRegion(
  stack: AsyncDisposableStack,
  parts: RegionParts,
  region: Region,
): Promise<RegionPlane> {
  const {
    secrets,
    lanes,
    addresses,
    authority,
    mailer,
    certificate,
    log,
    judge,
    judgeShare,
    control,
    dataFolder,
    pushTokenInUrl,
    impostorUrls,
    duties,
  } = parts;
  const folder = path.join(dataFolder, 'objects', region);
  const publicUrl = `${addresses.publicUrl}/${region}`;
  const sandbox = await openSandbox(stack, parts, region); // first: the region's schema may have rows for it
  const plane = await openPlane<RegionTables>(stack, parts, regionSchema(region), regionMigrations(region));
  stack.defer(() => endFootageNews(plane));
  const process = tellProcess({ ...plane, secrets }, (err) => log.warn({ err, region }, 'process.untold'));
  stack.defer(() => process.stop());
  const rules = addressRules(parts.privateReceivers);
  const space = await openSpace(parts, folder, region);
  const keys = await openKeys(plane.db, parts.keyPlaces, region, log);
  const disk = await openLocalDisk({
    folder,
    space,
    baseUrl: `${publicUrl}/objects`,
    secrets: secrets.derive(`object targets ${region}`),
    clock: plane.clock,
    onError: (err) => log.error({ err, region }, 'objects.failed'),
  });
  stack.defer(() => disk.close());
  const { store: objects, forward, moving } = await openObjects(parts, region, disk, plane.clock);
  const uptime = await keepUptime({
    ...{ db: plane.db, log: log.child({ region }) },
    listUp: async () => [
      ...(duties.has('api') ? (['api'] as const) : []),
      ...(duties.has('broker') ? (['broker'] as const) : []),
      ...((await space.look()).isFull ? [] : (['disk'] as const)),
    ],
    onReturn: wakeRuns,
  });
  stack.defer(() => uptime.stop());
  const signIn = createSignIn(plane.db, {
    secret: await openKeptSecret(plane.db, secrets, `app cookies ${region}`),
    site: region,
    publicUrl,
    cookiePrefix: `kaitong-${region}`,
    cookiePath: `/${region}`,
    lanes,
    knownKeys: secrets.derive(`known browsers ${region}`),
    clock: plane.clock,
    log,
    origins: addresses.origins,
    isLocal: addresses.isLocal,
  });
  const deviceLog = openDeviceLog({ ...plane, log });
  stack.defer(() => deviceLog.close());
  const context: RegionContext = {
    ...plane,
    region,
    control,
    objects,
    moving,
    secrets,
    keys,
    signIn,
    mailer,
    postOutside: postOutside({ rules }),
    addressRules: rules,
    contact: contactOf(parts, publicUrl),
    publicUrl,
    authority,
    certificate,
    certificateUrl: addresses.certificateUrl && `${addresses.certificateUrl}/${region}`,
    mqttUrl: addresses.mqttUrl,
    impostorUrls,
    limits: regionLimits,
    quotas: new Quotas(plane.db),
    payments: openPayments({
      secrets,
      region,
      publicUrl,
      localUrl: `${addresses.localUrl}/${region}`,
      clock: plane.clock,
    }),
    judge,
    decoder: duties.has('judge') ? async () => judge.level2() : () => findDecoder(plane.db),
    judgeShare,
    pushes: { folder, tokenInUrl: pushTokenInUrl },
    space,
    log,
    deviceLog,
    measures: parts.measures.of(region),
    admitted: admitDevices(plane.notifications),
    hooks: regionHooks,
  };

  await noticeNewLife<RegionTables>(plane.db, beginLife);
  await replayDeletions(context);
  await replayDepartures(context);
  await beginMove(context);

  function work(): void {
    const worker = startRegionWork(context, duties);
    stack.defer(() => worker.stop());
    if (duties.has('timers')) sandbox.work();
  }
  return { context, disk, forward, sandbox, work };
}

/** The operator's address, if mails come from one; else their server. */
function contactOf({ mailFrom }: RegionParts, publicUrl: string): string {
  const address = /[^\s<>@]+@[^\s<>@]+/.exec(mailFrom ?? '')?.[0];
  if (address !== undefined) return `mailto:${address}`;
  const { protocol, origin, hostname } = new URL(publicUrl);
  return protocol === 'https:' ? origin : `mailto:postmaster@${hostname}`;
}

async function openObjects(
  { bucket, log }: RegionParts,
  region: Region,
  disk: LocalDisk,
  clock: RegionContext['clock'],
): Promise<{ store: ObjectStore; forward(key: string): Promise<void>; moving?: RegionContext['moving'] }> {
  if (!bucket) return { store: disk, forward: async () => {} };
  const { endpoint, bucket: name } = bucket;
  const prepared = await prepareBucket(bucket, bucket.credentials);
  if (prepared === 'away') log.error({ region, endpoint, bucket: name }, 'objects.store_away');
  if (prepared === 'without_cors') log.warn({ region, endpoint, bucket: name }, 'objects.store_without_cors');
  const far = openS3({ ...bucket, prefix: `${region}/`, clock });
  const isPassing = (key: string): boolean => key.startsWith(CONFORMANCE);
  return {
    ...openGateway(openTwoPlaces(far, disk, isPassing), disk, isPassing, far),
    moving: { far, disk, isPassing },
  };
}

async function openSpace(
  { leastFreeBytes, fullness, log }: RegionParts,
  folder: string,
  region: Region,
): Promise<FreeSpace> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  return await openFreeSpace(folder, {
    leastFreeBytes,
    isElsewhereFull: fullness.isFull,
    onChange(state) {
      if (state.isFull) log.error({ region, ...state, ofDatabase: fullness.isFull() }, 'storage.full');
      else log.warn({ region, ...state }, 'storage.has_room');
    },
  });
}
