import { constants } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket, Server as TlsServer } from 'node:tls';
import { type Duration, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { boundRequests } from '../connections/bound-requests.ts';
import { sharePlaces } from '../connections/open-files.ts';
import { MOST_SHOWN } from '../device-certificates/check-certificate.ts';
import { readPem } from '../device-certificates/read-certificate.ts';
import type { Log } from '../log.ts';
import { OLDEST_TLS, type Pair } from '../tls/pair.ts';
import { noteShown } from './kit/shown-certificates.ts';
import { listen } from './listen.ts';

export type CertificateListener = { port: number; present(pair: Pair): void; close(): Promise<void> };

export type CertificateListenerOptions = {
  host: string;
  port: number;
  /** Asks for certificates itself. Without: proxies do. */
  tls: Pair | undefined;
  /** Addresses, or `address/bits`, of those that may say which certificate they were shown. */
  proxies: readonly string[];
  /** For the handshake, and for a request. */
  patience?: Duration;
  /** Connections at once. */
  most?: number;
  log: Log;
};

/** As nginx writes `$ssl_client_escaped_cert`. */
const CERTIFICATE_HEADER = 'x-client-cert';
/** What there is here: everything else has a door that asks nobody for certificates. */
const TOKEN_CALLS = /^\/[a-z0-9]{1,12}\/device\/v1\/(challenge|token)$/;
const PATIENCE = seconds(10);
/** How often Node looks for those that are late. Its own 30 s would make 10 s into 40. */
const LOOKS = 10;
const MOST = sharePlaces(Number.POSITIVE_INFINITY).certificates;
/** A line that is resumed shows no certificate; units come once an hour. */
const NEVER_RESUMED = { secureOptions: constants.SSL_OP_NO_TICKET, sessionTimeout: 1 };

/** The way of units with certificates to their tokens: the routes of `app` for that, on a port of their own. */
export async function listenForCertificates(
  app: FastifyInstance,
  { host, port, tls, proxies, patience = PATIENCE, most = MOST, log }: CertificateListenerOptions,
): Promise<CertificateListener> {
  await app.ready();
  const isProxy = proxyTest(proxies);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (!TOKEN_CALLS.test(request.url ?? '')) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    noteShown(request, {
      certificates: isProxy(request.socket.remoteAddress) ? ofHeader(request) : ofLine(request),
      from: callerOf(request, isProxy),
    });
    app.routing(request, response);
  };
  const limits = { headersTimeout: patience, requestTimeout: patience, connectionsCheckingInterval: patience / LOOKS };
  const secure = { requestCert: true, rejectUnauthorized: false, handshakeTimeout: patience, ...NEVER_RESUMED };
  const server = tls
    ? createTlsServer({ ...limits, ...tls, ...secure, minVersion: OLDEST_TLS }, answer)
    : createServer(limits, answer);
  boundRequests(server, { most, isProxy, log });
  const listening = await listen(server, { host, port });
  return {
    ...listening,
    present(pair) {
      if (server instanceof TlsServer)
        server.setSecureContext({ ...pair, minVersion: OLDEST_TLS, secureOptions: NEVER_RESUMED.secureOptions });
    },
  };
}

/** Whoever shows a certificate has proved on this line that he has its key; nothing else of it has been judged. */
function ofLine({ socket }: IncomingMessage): Uint8Array[] {
  if (!(socket instanceof TLSSocket)) return [];
  const found: Uint8Array[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw && found.length <= MOST_SHOWN) {
    found.push(next.raw);
    const { issuerCertificate: issuer }: DetailedPeerCertificate = next;
    next = issuer === next ? undefined : issuer; // one that signed itself is its own issuer
  }
  return found;
}

/** What is no certificate shows nothing, and is told from none at all. */
function ofHeader({ headers }: IncomingMessage): Uint8Array[] {
  const text = headers[CERTIFICATE_HEADER];
  if (typeof text !== 'string' || text === '') return [];
  return readPem(decoded(text), MOST_SHOWN) ?? [Uint8Array.of()];
}

/** Each proxy adds whom it speaks for at the end; what stands before the first stranger anybody may have written. */
function callerOf({ socket, headers }: IncomingMessage, isProxy: ProxyTest): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  let caller = socket.remoteAddress ?? '';
  while (isProxy(caller)) {
    const next = forwarded.pop()?.trim() ?? '';
    if (isIP(next) === 0) break;
    caller = next;
  }
  return caller;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

type ProxyTest = (address: string | undefined) => boolean;

function proxyTest(proxies: readonly string[]): ProxyTest {
  const known = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) known.addAddress(address, family);
    else known.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && known.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
