import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import { defaultKeyFile } from './secrets/master-key.ts';

/** What the environment says, checked. Each part of the server gets what it needs of it and reads nothing itself. */
export type Config = {
  /** Absolute. */
  dataFolder: string;
  masterKeyFile: string;
  /** `undefined`: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | undefined;
  /** The address to listen on. */
  host: string;
  /** 0: any free one, and any free one for MQTT. */
  port: number;
  mqttPort: number;
  /** What QR codes, upload targets and playlists name; without a slash at the end. `undefined`: host and port. */
  publicUrl: string | undefined;
  /** Where cameras meet a wrong certificate in an extended test. `undefined`: any free port, if they reach this machine. */
  impostorPort: number | undefined;
  /** Whether this process plays the control plane. */
  control: boolean;
  /** Regions that this process plays. */
  regions: readonly Region[];
  /** Regions that other processes play, by the address of their API. */
  remoteRegions: ReadonlyMap<Region, string>;
  /** Where the control plane is, for a process that does not play it. */
  controlUrl: string | undefined;
  /** Shared by all planes of an installation. `undefined`: made from the master key, which all processes here share. */
  planeSecret: string | undefined;
  /** Whether a token for pushing may stand in an address, where proxies and tools write it down. */
  pushTokenInUrl: boolean;
  logLevel: string;
};

/** A variable is wrong. `message` is one sentence for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const DEFAULT_PORT = 7080;
const DEFAULT_ROLES = 'control,cn,eu,us';
const SHORTEST_PLANE_SECRET = 32;

/** @throws ConfigError for the first variable that is wrong */
export function readConfig(environment: Environment): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const dataFolder = path.resolve(read('KAITONG_DATA') ?? '.data');
  const host = readHost(read('KAITONG_HOST') ?? '127.0.0.1', read('KAITONG_INSECURE_LAN'));
  const port = readPort(read('KAITONG_PORT'));
  const { control, regions } = readRoles(read('KAITONG_ROLES') ?? DEFAULT_ROLES);
  const remoteRegions = readRegionUrls(read('KAITONG_REGION_URLS'), regions);
  const controlUrl = readUrl('KAITONG_CONTROL_URL', read('KAITONG_CONTROL_URL'));
  const planeSecret = read('KAITONG_PLANE_TOKEN');
  checkPlanes({ control, regions, remoteRegions, controlUrl, planeSecret });
  return {
    dataFolder,
    masterKeyFile: path.resolve(read('KAITONG_MASTER_KEY') ?? defaultKeyFile(dataFolder)),
    databaseUrl: readDatabaseUrl(read('KAITONG_DATABASE_URL')),
    host,
    port,
    mqttPort: port === 0 ? 0 : port + 1,
    publicUrl: readPublicUrl(read('KAITONG_PUBLIC_URL')),
    impostorPort: readImpostorPort(read('KAITONG_IMPOSTOR_PORT'), port),
    control,
    regions,
    remoteRegions,
    controlUrl,
    planeSecret,
    pushTokenInUrl: readSwitch('KAITONG_PUSH_TOKEN_IN_URL', read('KAITONG_PUSH_TOKEN_IN_URL')),
    logLevel: readLogLevel(read('KAITONG_LOG_LEVEL') ?? 'info'),
  };
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

/** The address that others reach this machine by, where it listens on all of them. */
export function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

function readHost(host: string, insecureLan: string | undefined): string {
  if (host !== 'localhost' && isIP(host) === 0) {
    throw new ConfigError(`KAITONG_HOST is "${host}", which is no IP address; give the one to listen on, or 0.0.0.0.`);
  }
  const mayBeInsecure = readSwitch('KAITONG_INSECURE_LAN', insecureLan);
  if (!isLoopback(host) && !mayBeInsecure) {
    throw new ConfigError(
      `KAITONG_HOST is ${host}, so passwords and video would cross the network unencrypted; set KAITONG_INSECURE_LAN=1 to allow that on a network you trust, or put a proxy with TLS before the server.`,
    );
  }
  return host;
}

function readSwitch(variable: string, text: string | undefined): boolean {
  if (text !== undefined && text !== '0' && text !== '1') {
    throw new ConfigError(`${variable} is "${text}"; it can be 1 or 0.`);
  }
  return text === '1';
}

function readPort(text: string | undefined): number {
  const port = Number(text ?? DEFAULT_PORT);
  // MQTT is on the next port, and whoever demonstrates uses one more.
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new ConfigError(`KAITONG_PORT is "${text}"; it must be a number from 1 to 65533.`);
  }
  return port;
}

function readImpostorPort(text: string | undefined, taken: number): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new ConfigError(`KAITONG_IMPOSTOR_PORT is "${text}"; it must be a number from 1 to 65535.`);
  }
  if (port < taken || port > taken + 2) return port;
  throw new ConfigError(
    `KAITONG_IMPOSTOR_PORT is ${port}, but HTTP, MQTT and the room take ${taken} to ${taken + 2} (KAITONG_PORT).`,
  );
}

function readRoles(text: string): { control: boolean; regions: Region[] } {
  const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
  const regions = names.filter((name) => name !== 'control').map((name) => readRegion('KAITONG_ROLES', name));
  const control = names.includes('control');
  if (!control && regions.length === 0) {
    throw new ConfigError('KAITONG_ROLES is empty; name what this process plays, for instance control,cn,eu,us.');
  }
  return { control, regions };
}

/** Words that stand where a region's name would in a URL. */
const TAKEN = new Set(['api', 'assets', 'control', 'device', 'healthz', 'metrics', 'plane', 'setup']);

function readRegion(variable: string, name: string): Region {
  const region = Region.safeParse(name);
  if (!region.success || TAKEN.has(name)) {
    throw new ConfigError(
      `${variable} names the region "${name}"; a region is 2 to 12 lower-case letters and digits, like cn.`,
    );
  }
  return region.data;
}

function readRegionUrls(text: string | undefined, played: readonly Region[]): Map<Region, string> {
  const urls = new Map<Region, string>();
  for (const part of (text ?? '').split(',').filter((one) => one.trim() !== '')) {
    const [name = '', url] = part.trim().split(/=(.*)/s);
    const region = readRegion('KAITONG_REGION_URLS', name.trim());
    if (played.includes(region)) {
      throw new ConfigError(`KAITONG_REGION_URLS names ${region}, which this process plays itself (KAITONG_ROLES).`);
    }
    const address = readUrl(`KAITONG_REGION_URLS for ${region}`, url ?? '');
    if (address !== undefined) urls.set(region, address);
  }
  return urls;
}

function readUrl(variable: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new ConfigError(`${variable} is "${text}"; it must be an address like https://cam.example.com.`);
  }
  return url.href.replace(/\/+$/, '');
}

function readPublicUrl(text: string | undefined): string | undefined {
  const url = readUrl('KAITONG_PUBLIC_URL', text);
  if (url === undefined || new URL(url).pathname === '/') return url;
  throw new ConfigError(
    `KAITONG_PUBLIC_URL is "${text}"; pages and APIs stand at the root of a host, so it has no path.`,
  );
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (text !== undefined && !/^postgres(ql)?:\/\//.test(text)) {
    // The text may hold a password, so it is not repeated.
    throw new ConfigError('KAITONG_DATABASE_URL must begin with postgresql://, as in postgresql://user@host/name.');
  }
  return text;
}

function readLogLevel(level: string): string {
  if (LOG_LEVELS.includes(level)) return level;
  throw new ConfigError(`KAITONG_LOG_LEVEL is "${level}"; it can be ${LOG_LEVELS.join(', ')}.`);
}

function checkPlanes({
  control,
  regions,
  remoteRegions,
  controlUrl,
  planeSecret,
}: Pick<Config, 'control' | 'regions' | 'remoteRegions' | 'controlUrl' | 'planeSecret'>): void {
  if (control && controlUrl !== undefined) {
    throw new ConfigError(
      'KAITONG_CONTROL_URL is for processes without the control plane; remove it, or control from KAITONG_ROLES.',
    );
  }
  if (!control && controlUrl === undefined) {
    throw new ConfigError(
      `KAITONG_CONTROL_URL is missing: the region ${regions[0]} must know where the control plane is.`,
    );
  }
  if (planeSecret !== undefined && planeSecret.length < SHORTEST_PLANE_SECRET) {
    throw new ConfigError(`KAITONG_PLANE_TOKEN is too short; use at least ${SHORTEST_PLANE_SECRET} random characters.`);
  }
  if ((remoteRegions.size > 0 || controlUrl !== undefined) && planeSecret === undefined) {
    throw new ConfigError(
      'KAITONG_PLANE_TOKEN is missing: planes in different places prove with it that they belong together.',
    );
  }
}
