import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { type Duration, days, seconds } from '@kaitong/contract';
import { mqttUrlOf, publicUrlOf } from '../addresses.ts';
import { askAsStranger } from '../broker/ask-as-stranger.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { regionsOf } from '../duties.ts';
import { readFiles } from '../tls/read-files.ts';
import { type Finding, found, reasonOf } from './findings.ts';

const PATIENCE = seconds(5);
/** An authority that renews by itself begins a month before; what is left by then needs a person. */
const SOON = days(14);
const PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'mqtts:': 8883 };

/** The certificates that people and cameras meet, and the broker behind one of them. */
export async function* tryLines(config: Config, clock: Clock): AsyncGenerator<Finding> {
  const { tls } = config;
  const publicUrl = publicUrlOf(config, config.port);
  const mqttUrl = mqttUrlOf(config, config.mqttPort, publicUrl);
  const hasBroker = config.mqttUrl !== undefined || regionsOf(config.duties, 'broker').length > 0;
  const urls = [publicUrl, ...(hasBroker ? [mqttUrl] : []), ...(config.bucket ? [config.bucket.publicEndpoint] : [])];
  const encrypted = [...new Set(urls)].filter((url) => new URL(url).protocol in PORTS);
  if (tls?.from === 'files') yield lookAtFile(tls, clock);
  if (encrypted.length === 0) yield found('certificate_none');
  for (const url of encrypted) yield* lookAtLine(url, { clock, isOwn: tls?.from === 'self' });
  if (hasBroker) yield await tryBroker(mqttUrl);
}

function lookAtFile(files: { cert: string; key: string }, clock: Clock): Finding {
  const pair = readFiles(files);
  if ('wrong' in pair) return found('certificate_unusable', { reason: pair.wrong });
  return judgeEnd(files.cert, new X509Certificate(pair.cert).validToDate, clock);
}

type LineOptions = { clock: Clock; isOwn: boolean };

async function* lookAtLine(url: string, { clock, isOwn }: LineOptions): AsyncGenerator<Finding> {
  const { protocol, hostname, port } = new URL(url);
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || PORTS[protocol] };
  const where = `${place.host}:${place.port}`;
  try {
    const { certificate, distrust } = await meet({ host: place.host, port: place.port ?? 0 });
    yield judgeEnd(where, certificate.validToDate, clock);
    // One of this server's own making is trusted by whoever was told to; its end is told above.
    if (distrust !== undefined && distrust !== 'CERT_HAS_EXPIRED' && !isOwn)
      yield found('certificate_untrusted', { where, reason: distrust });
  } catch (error) {
    yield found('address_away', { where, reason: reasonOf(error) });
  }
}

type Met = { certificate: X509Certificate; distrust: string | undefined };

function meet({ host, port }: { host: string; port: number }): Promise<Met> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: /^[\d.]+$|:/.test(host) ? '' : host, rejectUnauthorized: false });
    socket
      .setTimeout(PATIENCE, () => socket.destroy(new Error('no answer within 5 s')))
      .once('error', reject)
      .once('secureConnect', () => {
        const certificate = socket.getPeerX509Certificate();
        const distrust = socket.authorized ? undefined : String(socket.authorizationError);
        socket.destroy();
        if (certificate) resolve({ certificate, distrust });
        else reject(new Error('no certificate was shown'));
      });
  });
}

function judgeEnd(where: string, endsAt: Date, clock: Clock): Finding {
  const left = (endsAt.getTime() - clock.now().getTime()) as Duration;
  if (left <= 0) return found('certificate_ended', { where, days: inDays(-left) });
  return found(left < SOON ? 'certificate_ends_soon' : 'certificate_good', { where, days: inDays(left) });
}

const inDays = (length: number): number => Math.floor(length / days(1));

async function tryBroker(where: string): Promise<Finding> {
  try {
    return found((await askAsStranger(where)) === 'refused' ? 'broker_asks' : 'broker_lets_in', { where });
  } catch (error) {
    return found('broker_away', { where, reason: reasonOf(error) });
  }
}
