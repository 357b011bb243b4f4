import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Language, pickLanguage } from '@kaitong/contract';
import { isFromHere } from '@kaitong/server';
import { demoRegions } from '../demo/cast.ts';
import { readDesign } from '../room/read-design.ts';
import { type Doors, page, type Said, STYLE_HASH } from './page.ts';

type Region = (typeof demoRegions)[number];
export type Where = 'console' | 'stage' | Region;

export type StartPlace = {
  /** Of loopback. */
  host: string;
  port: number;
  /** The folder of the platform's built pages, whose colours and fonts it takes. */
  pages: string;
  doors: Doors;
  /** A link that signs in there; `undefined`: there is nobody to sign in as. */
  openLink(where: Where, language: Language): Promise<string | undefined>;
};

export type StartPage = { url: string; stop(): Promise<void> };

/** The start page, on the port of its own or, where somebody has it, on any: it is for this machine alone. */
export async function openStartPage(place: StartPlace): Promise<StartPage> {
  const server = createServer((request, response) => {
    answer(place, request, response).catch(() => response.destroy());
  });
  await listen(server, place.host, place.port).catch(() => listen(server, place.host, 0));
  return {
    url: `http://${inUrl(place.host)}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

async function answer(place: StartPlace, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://start');
  if (!isFromHere(request.socket.remoteAddress, request.headers) || !isOfThisMachine(request.headers.host))
    return void response.writeHead(403, GUARD).end();
  const language = pickLanguage(searchParams.get('lang') ?? request.headers['accept-language']);
  if (request.method === 'POST') {
    if (!isOwnPage(request)) return void response.writeHead(403, GUARD).end();
    return await click(place, pathname, language, response);
  }
  if (request.method !== 'GET') return void response.writeHead(405, { ...GUARD, allow: 'GET, POST' }).end();
  if (pathname === '/') return show(place, language, response);
  const design = await readDesign(place.pages, pathname);
  if (design) return void response.writeHead(design.status, { ...GUARD, 'content-type': design.type }).end(design.body);
  // What a click showed is shown again by another click: an address that was reloaded leads to the first page.
  response.writeHead(303, { ...GUARD, location: '/' }).end();
}

/** Each click makes a link at that moment, so none lies about. */
async function click(place: StartPlace, pathname: string, language: Language, response: ServerResponse): Promise<void> {
  if (pathname === '/api-key') return show(place, language, response, 'api-key');
  const where = (['console', 'stage', ...demoRegions] as const).find((one) => pathname === `/enter/${one}`);
  if (where === undefined) return void response.writeHead(404, GUARD).end();
  const link = await place.openLink(where, language);
  if (link === undefined) return show(place, language, response, 'no-link');
  response.writeHead(303, { ...GUARD, location: link }).end();
}

function show({ doors }: StartPlace, language: Language, response: ServerResponse, said?: Said): void {
  const policy = [
    "default-src 'none'",
    `style-src 'self' ${STYLE_HASH}`,
    "font-src 'self'",
    'img-src data:',
    `form-action 'self' ${new URL(doors.url).origin} ${new URL(doors.roomUrl).origin}`, // where the answer to a click leads
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = { ...GUARD, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  response.writeHead(200, headers).end(page(language, doors, said));
}

/** A name that somebody let point here would make their page one of ours. */
function isOfThisMachine(host: string | undefined): boolean {
  const { hostname } = URL.parse(`http://${host}`) ?? { hostname: '' };
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Browsers name the page whose form it was; another site's gets nothing here. */
const isOwnPage = ({ headers }: IncomingMessage): boolean => headers.origin === `http://${headers.host}`;

const GUARD = {
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};
