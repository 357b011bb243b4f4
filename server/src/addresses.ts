import { networkInterfaces } from 'node:os';
import { type Config, reachableHost } from './config.ts';
import { isShared, regionsOf } from './duties.ts';
import { findFreePort, tryPort } from './free-port.ts';
import { isLoopback } from './settings.ts';

/** What this server is called, by whom. */
export type Addresses = {
  port: number;
  mqttPort: number;
  /** For people, cameras and phones; without a slash at the end. */
  publicUrl: string;
  mqttUrl: string;
  /** Where cameras meet a wrong certificate: the host that they know and the port to listen on, 0 for any; `undefined`: nowhere. */
  impostor: { host: string; port: number } | undefined;
  /** Where units show certificates, as they reach it; without a slash at the end. `undefined`: nowhere. */
  certificateUrl: string | undefined;
  /** For planes in this process: without encryption, on loopback. */
  localUrl: string;
  /** Where that is, if not at the port that others use. */
  localPort: number | undefined;
  /** Whether nobody but this machine reaches it: it listens on loopback, and is called so. */
  isLocal: boolean;
  /** Origins of our own pages: where a session's cookie may be used from. */
  origins: ReadonlySet<string>;
};

/**
 * Settles ports and URLs before anything is opened: upload targets and QR codes name them, and a busy port should be
 * heard of before a database has been started.
 *
 * @throws the system's error with its `code` and `port`
 */
export async function findAddresses(config: Config): Promise<Addresses> {
  const port = await probe(config.host, config.port);
  const hasBroker = regionsOf(config.duties, 'broker').length > 0 && config.rabbitmq === undefined;
  const mqttPort = hasBroker ? await probe(config.host, config.mqttPort) : config.mqttPort;
  const http = config.tls ? 'https' : 'http';
  const publicUrl = publicUrlOf(config, port);
  const localPort = config.tls ? await findLocalPort(config.port) : undefined;
  return {
    port,
    mqttPort,
    publicUrl,
    impostor: impostorOf(config, new URL(publicUrl).hostname),
    certificateUrl:
      config.certificates &&
      (config.certificates.url ?? `https://${new URL(publicUrl).hostname}:${config.certificates.port}`),
    mqttUrl: mqttUrlOf(config, mqttPort, publicUrl),
    localUrl: localPort === undefined ? `http://${localHost(config.host)}:${port}` : `http://${LOOPBACK}:${localPort}`,
    localPort,
    isLocal: isLoopback(config.host) && isLoopback(new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')),
    origins: new Set([new URL(publicUrl).origin, ...ownHosts(config.host).map((host) => `${http}://${host}:${port}`)]),
  };
}

export const publicUrlOf = (config: Config, port: number): string =>
  config.publicUrl ?? `${config.tls ? 'https' : 'http'}://${reachableHost(config.host)}:${port}`;

export const mqttUrlOf = (config: Config, port: number, publicUrl: string): string =>
  config.mqttUrl ?? `${mqttScheme(config)}://${new URL(publicUrl).hostname}:${port}`;

/** A proxy that takes TLS for pages takes it for cameras too, unless the operator said that it need not. */
const mqttScheme = ({ tls, publicUrl, insecureLan }: Config): string =>
  tls || (publicUrl?.startsWith('https:') && !insecureLan) ? 'mqtts' : 'mqtt';

/** The same at each start where it is free: payment providers keep the address that they call. */
const findLocalPort = async (port: number): Promise<number> =>
  await probe(LOOPBACK, port === 0 ? 0 : port + 3).catch(() => probe(LOOPBACK, 0));

export const LOOPBACK = '127.0.0.1';

/** A port that nobody named can be reached only where cameras connect to this very machine, and is known to nobody else. */
function impostorOf(
  { host, publicUrl, impostorPort, regions, duties }: Config,
  publicHost: string,
): Addresses['impostor'] {
  const isKnown = !isShared(duties) && (publicUrl === undefined || ownHosts(host).includes(publicHost));
  if (regions.length === 0 || (impostorPort === undefined && !isKnown)) return undefined;
  return { host: publicHost, port: impostorPort ?? 0 };
}

function localHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '[::1]' : inUrl(host);
}

/** The names that a browser may have reached this listener by. */
function ownHosts(host: string): string[] {
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  if (isLoopback(host)) return [...loopback, inUrl(host)];
  if (host !== '0.0.0.0' && host !== '::') return [inUrl(host)];
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  return [...loopback, ...addresses.map(({ address }) => inUrl(address))];
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Whoever is there already is found out now. 0: any. */
async function probe(host: string, port: number): Promise<number> {
  if (port === 0) return await findFreePort(host);
  await tryPort(host, port);
  return port;
}
