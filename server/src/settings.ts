import { isIP } from 'node:net';
import path from 'node:path';
import { type Region, seconds } from '@kaitong/contract';
import { z } from 'zod';
import { readCluster } from './broker/rabbitmq/settings.ts';
import { findDutyContradictions, isRegionName, readDuties } from './duties.ts';
import { findPlaneContradictions } from './plane-keys/contradictions.ts';
import { isPublicKey } from './plane-keys/keys.ts';

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Every variable of the environment that the server knows, with its default and what it may be. A message goes on where
 * `KAITONG_X is "…"` ends, or after the name alone where the value may hold a secret (`SECRET`).
 */
const Variables = z.object({
  KAITONG_DATA: z
    .string()
    .default('.data')
    .transform((folder) => path.resolve(folder)),
  KAITONG_PORT: port(0, 65_533).default(7080), // MQTT is on the next port, and whoever demonstrates uses one more
  KAITONG_HOST: z
    .string()
    .refine(isAddress, ', which is no IP address; give the one to listen on, or 0.0.0.0.')
    .default('127.0.0.1'),
  KAITONG_TLS: oneOf('off', 'self', 'acme').default('off'),
  KAITONG_TLS_CERT: file().optional(),
  KAITONG_TLS_KEY: file().optional(),
  KAITONG_ACME_AGREE: yesOrNo(),
  KAITONG_ACME_DIRECTORY: address()
    .refine((url) => url.startsWith('https:'), '; authorities are asked over https:// only.')
    .default('https://acme-v02.api.letsencrypt.org/directory'),
  KAITONG_ACME_MAIL: z.email('; it must be an address like operator@example.com.').optional(),
  KAITONG_ACME_PORT: port(1, 65_535).default(80),
  KAITONG_ACME_ROOT: file().optional(),
  KAITONG_CERTIFICATE_PORT: port(1, 65_535).optional(),
  KAITONG_CERTIFICATE_URL: address().optional(),
  KAITONG_CERTIFICATE_PROXIES: z.string().default('').transform(readNetworks),
  KAITONG_INSECURE_LAN: yesOrNo(),
  KAITONG_PUBLIC_URL: address()
    .refine(
      (url) => new URL(url).pathname === '/',
      '; pages and APIs stand at the root of a host, so it must have no path.',
    )
    .optional(),
  KAITONG_IMPOSTOR_PORT: port(1, 65_532).optional(),
  KAITONG_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, ' must begin with postgresql://, as in postgresql://user@host/name.')
    .optional(),
  KAITONG_MASTER_KEY: file().optional(),
  KAITONG_KEYS: file().optional(),
  KAITONG_KEYS_COPY: z
    .string()
    .transform((text, context) => readKeysCopy(text, (wrong) => context.addIssue(wrong)))
    .optional(),
  KAITONG_BACKUPS: file().optional(),
  KAITONG_ROLES: z
    .string()
    .default('control,cn,eu,us')
    .transform((text, context) => readDuties(text, (wrong) => context.addIssue(wrong))),
  KAITONG_WORKERS: z
    .string()
    .regex(/^([1-9]|[1-5]\d|6[0-4])$/, '; it must be a number of processes, from 1 to 64.')
    .default('1')
    .transform(Number),
  KAITONG_REGION_URLS: z.string().default('').transform(readRegionUrls),
  KAITONG_CONTROL_URL: address().optional(),
  KAITONG_MQTT_URL: z
    .string()
    .regex(/^mqtts?:\/\/[^/?#@]+$/, ', which is no address of a broker; give it as in mqtts://cam.example.com:8883.')
    .optional(),
  KAITONG_RABBITMQ_URL: z
    .string()
    .refine(
      (text) => readCluster(text) !== undefined,
      ' is no address of a cluster; give it as in amqps://kaitong:password@one.example.com,two.example.com/vhost.',
    )
    .optional(),
  KAITONG_RABBITMQ_API: z.string().default('').transform(readAddresses),
  KAITONG_RABBITMQ_HOOK: z
    .string()
    .regex(
      /^http:\/\/[^/:@]+:\d{1,5}\/[A-Za-z0-9_-]{16,}$/,
      ' must be an address to listen on with a path that nobody guesses, as in http://127.0.0.1:7090/16-random-characters.',
    )
    .optional(),
  KAITONG_PLANE_TOKEN: z.string().min(32, ' is too short; use at least 32 random characters.').optional(),
  KAITONG_PLANE_KEY: file().optional(),
  KAITONG_REGION_KEYS: z.string().default('').transform(readRegionKeys),
  KAITONG_CONTROL_KEY: z.string().default('').transform(readKeys),
  KAITONG_PUSH_TOKEN_IN_URL: yesOrNo(),
  KAITONG_LEAST_FREE: size().optional(),
  KAITONG_SHEDDING: oneOf('on', 'off').default('on'),
  KAITONG_LEAVE: z
    .string()
    .regex(/^\d{1,3}$/, '; it must be a number of seconds, from 0 to 999.')
    .default('0')
    .transform((text) => seconds(Number(text))),
  KAITONG_S3_ENDPOINT: host().optional(),
  KAITONG_S3_PUBLIC_URL: host().optional(),
  KAITONG_S3_BUCKET: z
    .string()
    .regex(BUCKET, ', which is no name of a bucket: lower-case letters, digits, dots and dashes.')
    .optional(),
  KAITONG_S3_REGION: z.string().default('us-east-1'),
  KAITONG_S3_PATH_STYLE: oneOf('1', '0')
    .default('1')
    .transform((text) => text === '1'),
  KAITONG_S3_ACCESS_KEY: z.string().optional(),
  KAITONG_S3_SECRET_KEY: z.string().optional(),
  KAITONG_S3_SECRET_FILE: file().optional(),
  KAITONG_SMTP_URL: z
    .string()
    .refine(isMailServer, ' must be a mail server’s address, like smtps://user:password@mail.example.com.')
    .optional(),
  KAITONG_MAIL_FROM: z.string().regex(/@/, '; it must be a sender, like Kaitong <no-reply@example.com>.').optional(),
  KAITONG_PRIVATE_RECEIVERS: z.string().default('').transform(readNetworks),
  KAITONG_LOG_LEVEL: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info'),
});

const SECRET = new Set<string>([
  'KAITONG_DATABASE_URL',
  'KAITONG_PLANE_TOKEN',
  'KAITONG_RABBITMQ_HOOK',
  'KAITONG_RABBITMQ_URL',
  'KAITONG_S3_SECRET_KEY',
  'KAITONG_SMTP_URL',
]);

export type Settings = z.output<typeof Variables>;
export type SettingName = keyof Settings;
export const SETTING_NAMES = Object.keys(Variables.shape) as SettingName[];

/** One schema for all of it: each variable, and once each is right, what two of them say together. */
const Environment = Variables.transform((settings, context) => {
  for (const message of findContradictions(settings)) context.addIssue(message);
  return settings;
});

/**
 * What these variables say, blank ones left out.
 *
 * @returns or one sentence for each thing that is wrong, in the order of the variables
 */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): { settings: Settings } | { wrong: string[] } {
  const given = Object.fromEntries(SETTING_NAMES.map((name) => [name, environment[name]?.trim() || undefined]));
  const read = Environment.safeParse(given);
  if (read.success) return { settings: read.data };
  return {
    wrong: read.error.issues.map(({ path: [name], message }) => {
      if (typeof name !== 'string') return message;
      return `${name}${SECRET.has(name) ? '' : ` is "${given[name]}"`}${message}`;
    }),
  };
}

function port(lowest: number, highest: number) {
  const fits = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= lowest && Number(text) <= highest;
  return z
    .string()
    .refine(fits, `; it must be a number from ${Math.max(1, lowest)} to ${highest}.`)
    .transform(Number);
}

const UNITS = { MB: 2 ** 20, GB: 2 ** 30 };

/** In bytes. */
function size() {
  return z
    .string()
    .regex(/^[1-9]\d{0,5} ?(MB|GB)$/, '; it must be a size like 500 MB or 20 GB.')
    .transform((text) => Number.parseInt(text, 10) * UNITS[text.endsWith('GB') ? 'GB' : 'MB']);
}

function file() {
  return z.string().transform((name) => path.resolve(name));
}

const S3_ADDRESS = /^s3:\/\/([^/]+)\/?(.*?)\/?$/;

/** A folder, or a place in a bucket: `s3://keys-of-cameras`, `s3://keys-of-cameras/kaitong`. */
function readKeysCopy(text: string, tell: (wrong: string) => void): string | { bucket: string; prefix: string } {
  if (!text.startsWith('s3:')) return path.resolve(text);
  const [, bucket = '', below = ''] = S3_ADDRESS.exec(text) ?? [];
  if (!BUCKET.test(bucket) || !/^([a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*)?$/.test(below))
    tell('; a bucket is named as in s3://keys-of-cameras or s3://keys-of-cameras/kaitong, anything else is a folder.');
  return { bucket, prefix: below === '' ? '' : `${below}/` };
}

function yesOrNo() {
  return oneOf('1', '0')
    .default('0')
    .transform((text) => text === '1');
}

function oneOf<const Word extends string>(...words: Word[]) {
  return z.enum(words, `; it can be ${words.join(', ')}.`);
}

function isAddress(host: string): boolean {
  return host === 'localhost' || isIP(host) !== 0;
}

/** Of a host, or of an API below it; without a slash at the end. */
function address() {
  return z
    .string()
    .refine(isUrl, '; it must be an address like https://cam.example.com.')
    .transform((text) => withoutSlash(text));
}

/** Of a host alone. */
function host() {
  return address().refine((url) => new URL(url).pathname === '/', '; it must be a host alone, without a path.');
}

function isUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === ''
  );
}

function isMailServer(text: string): boolean {
  return URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
}

function withoutSlash(url: string): string {
  return new URL(url).href.replace(/\/+$/, '');
}

/** Addresses, and networks of them as 10.0.0.0/8. */
function readNetworks(text: string, context: z.RefinementCtx): string[] {
  const networks = text.split(',').flatMap((part) => part.trim() || []);
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
    if (isIP(address) === 0 || !isNetwork)
      context.addIssue(`; "${network}" is neither an IP address nor a network like 10.0.0.0/8.`);
  }
  return networks;
}

/** Addresses of the same thing at several places. */
function readAddresses(text: string, context: z.RefinementCtx): string[] {
  const urls = text.split(',').flatMap((part) => part.trim() || []);
  for (const url of urls)
    if (!isUrl(url)) context.addIssue(`; "${url}" is no address like https://one.example.com:15671.`);
  return urls.map((url) => (isUrl(url) ? withoutSlash(url) : url));
}

function readRegion(name: string, context: z.RefinementCtx): Region | undefined {
  if (isRegionName(name)) return name;
  context.addIssue(`; it names the region "${name}", and a region is 2 to 12 lower-case letters and digits, like cn.`);
  return undefined;
}

function readRegionUrls(text: string, context: z.RefinementCtx): ReadonlyMap<Region, string> {
  const urls = new Map<Region, string>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', url = ''] = part.trim().split(/=(.*)/s);
    const region = readRegion(name.trim(), context);
    if (!isUrl(url)) context.addIssue(`; ${name} needs an address, like ${name}=https://cam.example.com/${name}.`);
    else if (region !== undefined) urls.set(region, withoutSlash(url));
  }
  return urls;
}

const NO_KEY = 'is no public key of a plane: 43 characters, as plane-key prints them.';

/** Several of the one plane while it changes its key. */
function readKeys(text: string, context: z.RefinementCtx): string[] {
  const keys = text.split(',').flatMap((part) => part.trim() || []);
  for (const key of keys) if (!isPublicKey(key)) context.addIssue(`; "${key}" ${NO_KEY}`);
  return keys;
}

function readRegionKeys(text: string, context: z.RefinementCtx): ReadonlyMap<Region, readonly string[]> {
  const keys = new Map<Region, string[]>();
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', key = ''] = part.trim().split(/=(.*)/s);
    const region = readRegion(name.trim(), context);
    if (!isPublicKey(key)) context.addIssue(`; "${key}" ${NO_KEY}`);
    else if (region !== undefined) keys.set(region, [...(keys.get(region) ?? []), key]);
  }
  return keys;
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

/** Whether this server encrypts its lines itself. */
export const hasTls = (settings: Pick<Settings, 'KAITONG_TLS' | 'KAITONG_TLS_CERT'>): boolean =>
  settings.KAITONG_TLS !== 'off' || settings.KAITONG_TLS_CERT !== undefined;

function findTlsContradictions(settings: Settings): string[] {
  const { KAITONG_HOST: host, KAITONG_PUBLIC_URL: publicUrl, KAITONG_TLS: tls } = settings;
  const { KAITONG_TLS_CERT: cert, KAITONG_TLS_KEY: key } = settings;
  const wrong: string[] = [];
  if ((cert === undefined) !== (key === undefined))
    wrong.push('KAITONG_TLS_CERT and KAITONG_TLS_KEY belong together; set both, or neither.');
  if (cert !== undefined && tls !== 'off')
    wrong.push(`KAITONG_TLS is ${tls}, but KAITONG_TLS_CERT names a certificate; remove one of the two.`);
  const isPlain = publicUrl?.startsWith('http:') === true;
  if (hasTls(settings) && isPlain)
    wrong.push(`KAITONG_PUBLIC_URL is ${publicUrl}, but the server speaks TLS; let it begin with https://.`);
  if (tls === 'acme') wrong.push(...findAcmeContradictions(settings));
  if (hasTls(settings) || settings.KAITONG_INSECURE_LAN) return wrong;
  if (!isLoopback(host))
    wrong.push(
      `KAITONG_HOST is ${host}, so passwords and video would cross the network unencrypted; set KAITONG_TLS=self, or KAITONG_TLS_CERT and KAITONG_TLS_KEY, or put a proxy with TLS before the server; KAITONG_INSECURE_LAN=1 allows it on a network you trust.`,
    );
  if (isPlain && publicUrl !== undefined && !isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')))
    wrong.push(
      `KAITONG_PUBLIC_URL is ${publicUrl}, so passwords and video would cross the network unencrypted; let it begin with https:// (a proxy with TLS, or KAITONG_TLS=self); KAITONG_INSECURE_LAN=1 allows it on a network you trust.`,
    );
  return wrong;
}

function findAcmeContradictions(settings: Settings): string[] {
  const { KAITONG_PUBLIC_URL: publicUrl, KAITONG_ACME_DIRECTORY: directory } = settings;
  const wrong: string[] = [];
  if (publicUrl === undefined)
    wrong.push('KAITONG_TLS is acme, but nothing says for which name; set KAITONG_PUBLIC_URL.');
  else if (!isPublicName(new URL(publicUrl).hostname))
    wrong.push(
      `KAITONG_TLS is acme, but KAITONG_PUBLIC_URL is ${publicUrl}, and no authority signs for that; it takes a host name that the world's name servers know, or KAITONG_TLS=self.`,
    );
  if (!settings.KAITONG_ACME_AGREE)
    wrong.push(
      `KAITONG_TLS is acme, so certificates are ordered from ${new URL(directory).host} in your name; read its terms of service, and set KAITONG_ACME_AGREE=1 if you agree.`,
    );
  return wrong;
}

/** With a dot in it, and no address: numbers alone end no name. */
const isPublicName = (host: string): boolean => /\.[a-z][a-z0-9-]+$/.test(host) && !host.endsWith('.local');

function findCertificateContradictions(settings: Settings): string[] {
  const { KAITONG_CERTIFICATE_PORT: port, KAITONG_CERTIFICATE_URL: url } = settings;
  const proxies = settings.KAITONG_CERTIFICATE_PROXIES;
  if (port === undefined)
    return url === undefined && proxies.length === 0
      ? []
      : ['KAITONG_CERTIFICATE_PORT is missing; without it nobody listens for certificates of units.'];
  const wrong: string[] = [];
  if (!hasTls(settings) && proxies.length === 0)
    wrong.push(
      'KAITONG_CERTIFICATE_PORT is set, but the server speaks no TLS and knows no proxy that does; name its address in KAITONG_CERTIFICATE_PROXIES.',
    );
  if (!hasTls(settings) && url === undefined)
    wrong.push(
      'KAITONG_CERTIFICATE_URL is missing; set it to where cameras reach the proxy that asks them for certificates.',
    );
  if (url !== undefined && !/^https:\/\/[^/]+$/.test(url))
    wrong.push(`KAITONG_CERTIFICATE_URL is ${url}; it must begin with https:// and have no path.`);
  const { KAITONG_PORT: http } = settings;
  if (port >= http && port <= http + 3)
    wrong.push(
      `KAITONG_CERTIFICATE_PORT is ${port}, which KAITONG_PORT takes with its neighbours; choose another one.`,
    );
  return wrong;
}

function findS3Contradictions(settings: Settings): string[] {
  const { KAITONG_S3_ENDPOINT: endpoint, KAITONG_S3_PUBLIC_URL: publicUrl, KAITONG_INSECURE_LAN: insecure } = settings;
  const { KAITONG_S3_SECRET_KEY: secret, KAITONG_S3_SECRET_FILE: secretFile } = settings;
  const wrong: string[] = [];
  const needed = [endpoint, settings.KAITONG_S3_BUCKET, settings.KAITONG_S3_ACCESS_KEY, secret ?? secretFile];
  const given = needed.filter((one) => one !== undefined).length;
  if (given > 0 && given < needed.length)
    wrong.push(
      'KAITONG_S3_ENDPOINT, KAITONG_S3_BUCKET, KAITONG_S3_ACCESS_KEY and one of KAITONG_S3_SECRET_KEY and KAITONG_S3_SECRET_FILE belong together; set all of them, or none.',
    );
  if (secret !== undefined && secretFile !== undefined)
    wrong.push('KAITONG_S3_SECRET_KEY and KAITONG_S3_SECRET_FILE both give the secret; remove one of the two.');
  if (publicUrl !== undefined && endpoint === undefined)
    wrong.push('KAITONG_S3_PUBLIC_URL is set, but no store; set KAITONG_S3_ENDPOINT too.');
  for (const [name, url] of Object.entries({ KAITONG_S3_ENDPOINT: endpoint, KAITONG_S3_PUBLIC_URL: publicUrl })) {
    const host = url && new URL(url).hostname.replace(/^\[|\]$/g, '');
    if (!settings.KAITONG_S3_PATH_STYLE && host && isIP(host) !== 0)
      wrong.push(
        `KAITONG_S3_PATH_STYLE is 0, but ${name} is an IP address, which no bucket's name can stand before; give a name, or set KAITONG_S3_PATH_STYLE to 1.`,
      );
  }
  const shown = publicUrl ?? endpoint;
  if (shown?.startsWith('http:') && !insecure && !isLoopback(new URL(shown).hostname.replace(/^\[|\]$/g, '')))
    wrong.push(
      `${publicUrl ? 'KAITONG_S3_PUBLIC_URL' : 'KAITONG_S3_ENDPOINT'} is ${shown}, so video would cross the network unencrypted; let it begin with https://; KAITONG_INSECURE_LAN=1 allows it on a network you trust.`,
    );
  return wrong;
}

function findRabbitContradictions(settings: Settings): string[] {
  const { KAITONG_RABBITMQ_URL: url, KAITONG_RABBITMQ_API: apis, KAITONG_RABBITMQ_HOOK: hook } = settings;
  const given = [url !== undefined, apis.length > 0, hook !== undefined].filter(Boolean).length;
  if (given === 0) return [];
  const wrong: string[] = [];
  if (given < 3)
    wrong.push(
      'KAITONG_RABBITMQ_URL, KAITONG_RABBITMQ_API and KAITONG_RABBITMQ_HOOK belong together; set all of them, or none.',
    );
  if (settings.KAITONG_MQTT_URL === undefined)
    wrong.push(
      'KAITONG_MQTT_URL is missing; set it to where cameras reach the cluster, as in mqtts://cam.example.com:8883.',
    );
  const cluster = url === undefined ? undefined : readCluster(url);
  const hosts = [
    ...(cluster && !cluster.isEncrypted ? cluster.nodes.map((node) => node.replace(/:\d+$/, '')) : []),
    ...apis.flatMap((api) => (api.startsWith('http:') ? new URL(api).hostname : [])),
    ...(hook === undefined ? [] : [new URL(hook).hostname]),
  ];
  const open = hosts.find((host) => !isLoopback(host.replace(/^\[|\]$/g, '')));
  if (open !== undefined && !settings.KAITONG_INSECURE_LAN)
    wrong.push(
      `KAITONG_RABBITMQ_URL, _API and _HOOK name ${open}, so tokens of cameras would cross the network unencrypted; use amqps:// and https://, and a proxy with TLS before a hook on loopback; KAITONG_INSECURE_LAN=1 allows it on a network you trust.`,
    );
  return wrong;
}

/** Sentences about variables that are right by themselves and not together. */
function findContradictions(settings: Settings): string[] {
  const { KAITONG_PORT: http, KAITONG_IMPOSTOR_PORT: impostor } = settings;
  const wrong: string[] = findTlsContradictions(settings);
  if (impostor !== undefined && impostor + 3 >= http && impostor <= http + 2)
    wrong.push(
      `KAITONG_IMPOSTOR_PORT is ${impostor} and takes four ports from there on, but HTTP, MQTT and the room take ${http} to ${http + 2} (KAITONG_PORT); choose another one.`,
    );
  if ((settings.KAITONG_SMTP_URL === undefined) !== (settings.KAITONG_MAIL_FROM === undefined))
    wrong.push('KAITONG_SMTP_URL and KAITONG_MAIL_FROM belong together; set both, or neither.');
  wrong.push(
    ...findCertificateContradictions(settings),
    ...findS3Contradictions(settings),
    ...findRabbitContradictions(settings),
  );
  const { KAITONG_KEYS: keys, KAITONG_KEYS_COPY: copy } = settings;
  if (keys !== undefined && keys === copy)
    wrong.push(
      `KAITONG_KEYS and KAITONG_KEYS_COPY are both ${keys}; a copy needs a folder of its own, best on another disk.`,
    );
  if (typeof copy === 'object' && settings.KAITONG_S3_ENDPOINT === undefined)
    wrong.push(
      'KAITONG_KEYS_COPY names a bucket, but no store is known; set KAITONG_S3_ENDPOINT and what belongs to it, or give a folder.',
    );
  if (typeof copy === 'object' && copy.bucket === settings.KAITONG_S3_BUCKET)
    wrong.push(
      `KAITONG_KEYS_COPY and KAITONG_S3_BUCKET are both the bucket ${copy.bucket}; whoever may read recordings there must not read their keys: take a bucket of its own.`,
    );
  wrong.push(...findDutyContradictions(settings), ...findPlaneContradictions(settings));
  return wrong;
}
