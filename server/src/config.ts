import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import type { Duration, Region } from '@kaitong/contract';
import { type RabbitSettings, readCluster } from './broker/rabbitmq/settings.ts';
import { type Duties, regionsOf } from './duties.ts';
import type { PlaneName } from './http/plane-tokens.ts';
import type { KeyPlaces } from './keys/key-place.ts';
import type { MailSettings } from './mail/open-mailer.ts';
import type { Bucket } from './objects/s3/s3.ts';
import { PlaneKeyError, readPlaneKey } from './plane-keys/keys.ts';
import { defaultKeyFile } from './secrets/master-key.ts';
import { readSettings, type Settings } from './settings.ts';
import type { TlsSource } from './tls/open-certificates.ts';

/** What the environment says, checked. Each part of the server gets what it needs of it and reads nothing itself. */
export type Config = {
  /** Absolute. */
  dataFolder: string;
  masterKeyFile: string;
  /** Where the keys of footage lie, twice; each region has a folder in both. */
  keyPlaces: KeyPlaces;
  /** Where the operator's backups lie, of which the newest is tried every night. */
  backupsFolder: string | undefined;
  /** `undefined`: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | undefined;
  /** The address to listen on. */
  host: string;
  /** 0: any free one, and any free one for MQTT. */
  port: number;
  mqttPort: number;
  /** Whether lines beyond this machine may be without encryption. */
  insecureLan: boolean;
  /** `undefined`: no encryption of its own. */
  tls: TlsSource | undefined;
  /** What QR codes, upload targets and playlists name; without a slash at the end. `undefined`: host and port. */
  publicUrl: string | undefined;
  /** Where cameras meet a wrong certificate in an extended test. `undefined`: any free port, if they reach this machine. */
  impostorPort: number | undefined;
  /** Where units show certificates. `undefined`: nowhere. */
  certificates: { port: number; url: string | undefined; proxies: readonly string[] } | undefined;
  /** What this process does for which planes. */
  duties: Duties;
  /** Whether this process plays the control plane, or a part of it. */
  control: boolean;
  /** Regions that this process plays, in part or whole. */
  regions: readonly Region[];
  /** How many processes answer HTTP. */
  workers: number;
  /** Regions whose calls other processes answer, by the address of their API. */
  remoteRegions: ReadonlyMap<Region, string>;
  /** Where the control plane is, for a process that does not answer its calls. */
  controlUrl: string | undefined;
  /** Where cameras are told that their broker is. `undefined`: in this process. */
  mqttUrl: string | undefined;
  /** The cluster that has their lines. `undefined`: this process has. */
  rabbitmq: RabbitSettings | undefined;
  /** Shared by all planes of an installation. `undefined`: made from the master key, which all processes here share. */
  planeSecret: string | undefined;
  /** Of planes that are deployments of their own. `undefined`: all go by the secret. */
  planeKeys: PlaneKeys | undefined;
  /** Whether a token for pushing may stand in an address, where proxies and tools write it down. */
  pushTokenInUrl: boolean;
  /** Uploads stop where less than this is free on the disk of the objects. `undefined`: as `leastFreeOf` has it. */
  leastFreeBytes: number | undefined;
  /** Whether a process that is late refuses what matters less. */
  sheds: boolean;
  /** For how long it says that it leaves, before it ends. */
  leave: Duration;
  /** Where objects lie; `undefined`: in the data folder. */
  bucket: Bucket | undefined;
  /** Addresses inside a network, and such networks, that webhooks may be sent to. */
  privateReceivers: readonly string[];
  /** `undefined`: no mail is sent. */
  mail: MailSettings | undefined;
  logLevel: string;
};

/** `own` in PEM; of the others what they have told of theirs. */
export type PlaneKeys = { own: string; others: ReadonlyMap<PlaneName, readonly string[]> };

/** Variables are wrong. `message` has a sentence for the operator on each: what is set, why it is wrong, what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** @throws ConfigError */
export function readConfig(environment: Environment): Config {
  const read = readSettings(environment);
  if ('wrong' in read) throw new ConfigError(read.wrong.join('\n'));
  const { settings } = read;
  const { KAITONG_DATA: dataFolder, KAITONG_PORT: port, KAITONG_ROLES: duties } = settings;
  const bucket = bucketOf(settings);
  return {
    dataFolder,
    masterKeyFile: settings.KAITONG_MASTER_KEY ?? path.resolve(defaultKeyFile(dataFolder)),
    keyPlaces: {
      first: settings.KAITONG_KEYS ?? `${dataFolder}.keys`,
      second: keysCopyOf(settings, bucket),
    },
    backupsFolder: settings.KAITONG_BACKUPS,
    databaseUrl: settings.KAITONG_DATABASE_URL,
    host: settings.KAITONG_HOST,
    port,
    mqttPort: port === 0 ? 0 : port + 1,
    insecureLan: settings.KAITONG_INSECURE_LAN,
    tls: tlsOf(settings),
    publicUrl: settings.KAITONG_PUBLIC_URL,
    impostorPort: settings.KAITONG_IMPOSTOR_PORT,
    certificates: certificatesOf(settings),
    duties,
    control: duties.has('control'),
    regions: regionsOf(duties),
    workers: settings.KAITONG_WORKERS,
    remoteRegions: settings.KAITONG_REGION_URLS,
    controlUrl: settings.KAITONG_CONTROL_URL,
    mqttUrl: settings.KAITONG_MQTT_URL,
    rabbitmq: rabbitOf(settings),
    planeSecret: settings.KAITONG_PLANE_TOKEN,
    planeKeys: planeKeysOf(settings),
    pushTokenInUrl: settings.KAITONG_PUSH_TOKEN_IN_URL,
    leastFreeBytes: settings.KAITONG_LEAST_FREE,
    sheds: settings.KAITONG_SHEDDING === 'on',
    leave: settings.KAITONG_LEAVE,
    bucket,
    privateReceivers: settings.KAITONG_PRIVATE_RECEIVERS,
    mail: mailOf(settings),
    logLevel: settings.KAITONG_LOG_LEVEL,
  };
}

function mailOf({ KAITONG_SMTP_URL: url, KAITONG_MAIL_FROM: from }: Settings): MailSettings | undefined {
  return url === undefined || from === undefined ? undefined : { url, from };
}

function planeKeysOf(settings: Settings): PlaneKeys | undefined {
  const { KAITONG_PLANE_KEY: file, KAITONG_REGION_KEYS: regions, KAITONG_CONTROL_KEY: control } = settings;
  if (file === undefined) return undefined;
  try {
    return {
      own: readPlaneKey(file),
      others: new Map<PlaneName, readonly string[]>([...regions, ['control', control]]),
    };
  } catch (error) {
    if (error instanceof PlaneKeyError) throw new ConfigError(`KAITONG_PLANE_KEY: ${error.message}`);
    throw error;
  }
}

function rabbitOf(settings: Settings): RabbitSettings | undefined {
  const { KAITONG_RABBITMQ_URL: url, KAITONG_RABBITMQ_API: apis, KAITONG_RABBITMQ_HOOK: hook } = settings;
  const cluster = url === undefined ? undefined : readCluster(url);
  if (cluster === undefined || hook === undefined) return undefined;
  const { hostname, port, pathname } = new URL(hook);
  return { ...cluster, apis, hook: { host: hostname, port: Number(port) || 80, path: pathname } };
}

function bucketOf(settings: Settings): Bucket | undefined {
  const { KAITONG_S3_ENDPOINT: endpoint, KAITONG_S3_BUCKET: bucket, KAITONG_S3_ACCESS_KEY: accessKey } = settings;
  if (endpoint === undefined || bucket === undefined || accessKey === undefined) return undefined;
  const secretKey = settings.KAITONG_S3_SECRET_KEY ?? readSecret(settings.KAITONG_S3_SECRET_FILE ?? '');
  return {
    ...{ endpoint, bucket, pathStyle: settings.KAITONG_S3_PATH_STYLE },
    publicEndpoint: settings.KAITONG_S3_PUBLIC_URL ?? endpoint,
    credentials: { accessKey, secretKey, region: settings.KAITONG_S3_REGION },
  };
}

/** In a bucket of its own of the store in which objects lie, or in a folder. */
function keysCopyOf(
  { KAITONG_DATA, KAITONG_KEYS_COPY: copy }: Settings,
  objects: Bucket | undefined,
): KeyPlaces['second'] {
  if (copy === undefined || typeof copy === 'string' || objects === undefined)
    return typeof copy === 'string' ? copy : `${KAITONG_DATA}.keys-copy`;
  const { endpoint, pathStyle, credentials } = objects;
  return { endpoint, pathStyle, credentials, ...copy };
}

function readSecret(file: string): string {
  let text = '';
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(
      `KAITONG_S3_SECRET_FILE is "${file}", which cannot be read (${(error as NodeJS.ErrnoException).code}); give the file that holds the secret alone.`,
    );
  }
  if (text === '')
    throw new ConfigError(`KAITONG_S3_SECRET_FILE is "${file}", which is empty; it must hold the secret.`);
  return text;
}

function certificatesOf(settings: Settings): Config['certificates'] {
  const { KAITONG_CERTIFICATE_PORT: port, KAITONG_CERTIFICATE_URL: url } = settings;
  return port === undefined ? undefined : { port, url, proxies: settings.KAITONG_CERTIFICATE_PROXIES };
}

function tlsOf(settings: Settings): TlsSource | undefined {
  const { KAITONG_TLS: tls, KAITONG_TLS_CERT: cert, KAITONG_TLS_KEY: key } = settings;
  if (cert !== undefined && key !== undefined) return { from: 'files', cert, key };
  if (tls !== 'acme') return tls === 'off' ? undefined : { from: tls };
  return {
    from: tls,
    directory: settings.KAITONG_ACME_DIRECTORY,
    mail: settings.KAITONG_ACME_MAIL,
    rootFile: settings.KAITONG_ACME_ROOT,
    listenOn: { host: settings.KAITONG_HOST, port: settings.KAITONG_ACME_PORT },
  };
}

/** The address that others reach this machine by, where it listens on all of them. */
export function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
