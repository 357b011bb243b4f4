import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Language, pickLanguage } from '@kaitong/contract';
import type { RoomConfig } from './config.ts';
import type { RoomNews } from './news.ts';
import { page } from './page.ts';
import { readDesign } from './read-design.ts';
import { stage, stagePolicy } from './stage.ts';
import type { RoomUnit } from './unit.ts';

const MAX_TEXT_BYTES = 4096;

type Answer = { status: number; type?: string; body?: string | Uint8Array; headers?: Record<string, string> };
type Place = Pick<RoomConfig, 'host' | 'port' | 'pages' | 'tls' | 'stage'>;

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
});

/** The room over HTTP: its page, the cameras as JSON and as events, their pictures, and a hand that waves. */
export async function listen(
  units: readonly RoomUnit[],
  news: RoomNews,
  place: Place,
): Promise<{ server: Server; url: string }> {
  const scheme = place.tls ? 'https' : 'http';
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'GET' && request.url?.split('?')[0] === '/events') {
      follow(units, news, request, response);
      return;
    }
    answer(units, request, place).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, json(500, { code: 'internal_error', detail: String(error) })),
    );
  };
  const server = place.tls ? createTlsServer({ ...place.tls, minVersion: 'TLSv1.2' }, serve) : createServer(serve);
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject).listen(place.port, place.host, listening.resolve);
  await listening.promise;
  const host = place.host.includes(':') ? `[${place.host}]` : place.host;
  return { server, url: `${scheme}://${host}:${(server.address() as AddressInfo).port}` };
}

/** The cameras as server-sent events: at once, and whenever something happened to one of them. */
function follow(units: readonly RoomUnit[], news: RoomNews, request: IncomingMessage, response: ServerResponse): void {
  const language = languageOf(request);
  const tell = (): void => {
    response.write(`data: ${JSON.stringify({ items: units.map((unit) => unit.view(language)) })}\n\n`);
  };
  response.writeHead(200, { ...GUARD, 'content-type': 'text/event-stream; charset=utf-8' });
  response.once('close', news.listen(tell));
  tell();
}

function languageOf({ url, headers }: IncomingMessage): Language {
  const { searchParams } = new URL(url ?? '/', 'http://room');
  return pickLanguage(searchParams.get('lang') ?? headers['accept-language']);
}

async function answer(units: readonly RoomUnit[], request: IncomingMessage, place: Place): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://room');
  const { method } = request;
  const [collection, id, action] = pathname.split('/').slice(1);
  if (method === 'POST' && isForeign(request)) return json(403, { code: 'not_allowed' });
  const language = languageOf(request);
  if (method === 'GET' && pathname === '/') {
    return { status: 200, type: HTML, body: page(language), headers: { 'x-frame-options': 'SAMEORIGIN' } };
  }
  if (method === 'GET' && pathname === '/stage' && place.stage) return showStage(units, place.stage, language);
  const design = method === 'GET' ? await readDesign(place.pages, pathname) : undefined;
  if (design) return design;
  if (method === 'GET' && pathname === '/cameras')
    return json(200, { items: units.map((unit) => unit.view(language)) });
  if (method === 'POST' && pathname === '/restore') {
    await Promise.all(units.map((unit) => unit.restore()));
    return json(200, { items: units.map((unit) => unit.view(language)) });
  }
  if (method === 'POST' && collection === 'units' && action === 'pair') {
    const unit = units.find((candidate) => candidate.unit.uuid === id && candidate.state === 'unpaired');
    return unit ? pair(unit, await readText(request)) : json(404, { code: 'not_found' });
  }
  const unit = units.find(({ deviceId }) => deviceId !== undefined && deviceId === id);
  if (collection !== 'cameras' || !unit) return json(404, { code: 'not_found' });
  if (method === 'POST' && action === 'wave') return wave(unit);
  if (method === 'POST' && action === 'fix') return await fix(unit);
  if (method === 'GET' && action === 'picture.jpg') return picture(unit);
  return json(404, { code: 'not_found' });
}

function showStage(units: readonly RoomUnit[], place: NonNullable<RoomConfig['stage']>, language: Language): Answer {
  const product = (behaviour: string) => units.find(({ unit }) => unit.behaviour === behaviour)?.unit.product ?? '';
  const body = stage(language, place, { good: product('good-ts'), broken: product('broken-upload') });
  return { status: 200, type: HTML, body, headers: { 'content-security-policy': stagePolicy(place) } };
}

function wave(unit: RoomUnit): Answer {
  const { camera, state } = unit;
  if (!camera || state === 'offline' || state === 'connecting') return json(409, { code: 'device_offline' });
  const seen = camera.wave();
  // The hand was there; a camera that records already, or is not to look, makes no second event of it.
  return json(202, seen.seen ? { recording: true } : { recording: false, because: seen.because });
}

/** Answers when it is online again with the mended version. */
async function fix(unit: RoomUnit): Promise<Answer> {
  if (!unit.isFixable) return json(409, { code: 'not_fixable' });
  await unit.fix();
  return json(200, unit.view());
}

async function picture({ camera }: RoomUnit): Promise<Answer> {
  const body = await camera?.picture('preview');
  return body ? { status: 200, type: 'image/jpeg', body } : json(503, { code: 'service_unavailable' });
}

async function pair(unit: RoomUnit, text: string): Promise<Answer> {
  const paired = await unit.pair(text.trim());
  return paired.ok ? json(201, unit.view()) : json(422, { code: paired.problem.code, detail: paired.problem.detail });
}

/** Another site's page must not wave through a visitor's browser. */
function isForeign({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined && headers.origin.replace(/^https?:\/\//, '') !== headers.host;
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > MAX_TEXT_BYTES) break;
  }
  return text;
}

const HTML = 'text/html; charset=utf-8';

/** The page stands in no other site's frame, where a click on something else would wave: on the room's own stage only. */
const GUARD = { 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff' };

function send(response: ServerResponse, { status, type, body, headers: own }: Answer): void {
  const headers = { ...GUARD, ...(type ? { 'content-type': type } : {}), ...own };
  response.writeHead(status, headers).end(body);
}
