import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Language, pickLanguage } from '@kaitong/contract';
import type { Clock } from '../src/index.ts';
import { BridgeError } from './bridge-error.ts';
import type { BridgedCamera } from './bridged-camera.ts';
import { sendLive } from './live-video.ts';
import { page } from './page/page.ts';
import { texts } from './page/texts.ts';
import { titleOf, viewOf } from './page/view.ts';
import { smallPicture } from './small-picture.ts';
import type { Tidings } from './tidings.ts';

const MAX_TEXT_BYTES = 4096;

export type Place = { port: number; cameras: readonly BridgedCamera[]; tidings: Tidings; clock: Clock };

/** The bridge's page for this computer alone: whoever reaches it sees the pictures of all cameras. */
export async function listen(place: Place): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    answer(place, request, response).catch(() => response.destroy());
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject).listen(place.port, '127.0.0.1', listening.resolve);
  await listening.promise.catch((error: NodeJS.ErrnoException) => {
    throw new BridgeError(`Port ${place.port} of 127.0.0.1 cannot be used (${error.code}). Set another port.`);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function answer(place: Place, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '' } = request;
  if (!isOfThisMachine(request.headers.host)) return json(response, 403, { code: 'not_allowed' });
  if (method === 'POST' && isForeign(request)) return json(response, 403, { code: 'not_allowed' });
  if (method !== 'GET' && method !== 'POST')
    return void response.writeHead(405, { ...GUARD, allow: 'GET, POST' }).end();
  const { pathname } = new URL(request.url ?? '/', 'http://bridge');
  const [collection = '', name, action = ''] = pathname.split('/').slice(1);
  if (method === 'GET' && pathname === '/') return showPage(request, response);
  if (method === 'GET' && pathname === '/events') return follow(place, request, response);
  if (method === 'GET' && pathname === '/cameras') return json(response, 200, viewsOf(place, languageOf(request)));
  const camera = place.cameras.find(({ config }) => config.name === name);
  if (collection !== 'cameras' || !camera) return json(response, 404, { code: 'not_found' });
  switch (`${method} ${action}`) {
    case 'GET live.mp4':
      if (camera.feed.footage) return sendLive(camera.feed.footage, response, GUARD);
      return json(response, 503, { code: 'service_unavailable' });
    case 'GET picture.jpg':
      return await showPicture(camera, response);
    case 'POST look':
      return camera.look() ? json(response, 202, {}) : json(response, 409, { code: 'not_now' });
    case 'POST trigger': {
      const { seen, ...why } = camera.trigger();
      return json(response, seen ? 202 : 409, why);
    }
    case 'POST pair':
      return await pair(camera, request, response);
    default:
      return json(response, 404, { code: 'not_found' });
  }
}

function showPage(request: IncomingMessage, response: ServerResponse): void {
  const { body, policy } = page(languageOf(request));
  const headers = { ...GUARD, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  response.writeHead(200, headers).end(body);
}

/** The cameras as server-sent events: at once, and whenever something happened to one of them. */
function follow(place: Place, request: IncomingMessage, response: ServerResponse): void {
  const language = languageOf(request);
  const tell = (): void => {
    // Who reads slowly gets what is then, not all that was.
    if (response.writableNeedDrain) return;
    response.write(`data: ${JSON.stringify(viewsOf(place, language))}\n\n`);
  };
  response.writeHead(200, { ...GUARD, 'content-type': 'text/event-stream; charset=utf-8' });
  response.once('close', place.tidings.listen(tell));
  tell();
}

const viewsOf = ({ cameras, clock }: Place, language: Language) => ({
  cameras: cameras.map((camera) => viewOf(camera, clock, language)),
});

async function showPicture(camera: BridgedCamera, response: ServerResponse): Promise<void> {
  const body = await smallPicture(camera.feed);
  if (!body) return json(response, 503, { code: 'service_unavailable' });
  response.writeHead(200, { ...GUARD, 'content-type': 'image/jpeg' }).end(body);
}

async function pair(camera: BridgedCamera, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const paired = await camera.pair((await readText(request)).trim());
  if (paired.ok) return json(response, 201, { deviceId: camera.deviceId });
  const { code, detail } = paired.problem;
  const language = languageOf(request);
  json(response, 422, { code, detail, title: titleOf(code, texts[language], language) });
}

/** A name that somebody lets point here would make their page one of ours. */
function isOfThisMachine(host: string | undefined): boolean {
  const { hostname } = URL.parse(`http://${host}`) ?? { hostname: '' };
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Browsers name the page that calls: another site's must not record through a visitor's. A program names none. */
const isForeign = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined && headers.origin !== `http://${headers.host}`;

function languageOf({ url, headers }: IncomingMessage): Language {
  const { searchParams } = new URL(url ?? '/', 'http://bridge');
  return pickLanguage(searchParams.get('lang') ?? headers['accept-language']);
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_TEXT_BYTES) break;
  }
  return text;
}

const GUARD = {
  'cache-control': 'no-store',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...GUARD, 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
