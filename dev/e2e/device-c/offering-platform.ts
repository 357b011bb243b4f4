import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { authorityPath, type SignedManifest } from '@kaitong/contract';
import { createLine } from './answering-line.ts';

/** What a camera said of an update. */
type Report = { releaseId: string; attempt: number; firmware: string; report: string; reason?: string };

export type OfferingPlatform = {
  /** The text of its pairing code. */
  pairing: string;
  reports: Report[];
  /** `Range` of each request for the image. */
  ranges: (string | undefined)[];
  /** What it was asked for, in this order, of its image and of events. */
  asked: ('image' | 'event')[];
  /** Resolves when it has sent the half of the image that it sends before it is told to go on. */
  halfSent: Promise<void>;
  goOn(): void;
  close(): Promise<void>;
};

/** What it says of whom to trust; `fingerprint`: what its pairing code names. */
type Authority = { file: string; fingerprint: string };

const RELEASE = 'fr00000000000000000001';

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/**
 * As much of a platform as offers firmware, and one that nobody should believe: it offers whatever it is given. The real one offers
 * nothing that is foreign or older. `breaksOff`: the first answer with the image ends in its middle. `waits`: it stops there until it
 * is told to go on; its camera is online, may record events, and none is taken.
 */
export async function startOfferingPlatform(
  signed: SignedManifest,
  image: Uint8Array,
  { breaksOff = false, waits = false, authority }: { breaksOff?: boolean; waits?: boolean; authority?: Authority } = {},
): Promise<OfferingPlatform> {
  const reports: Report[] = [];
  const ranges: (string | undefined)[] = [];
  const asked: OfferingPlatform['asked'] = [];
  const [half, more] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const line = waits ? createLine() : undefined;
  const url = () => `http://127.0.0.1:${portOf(server)}`;
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const answers: Record<string, (body: string) => object> = {
    '/device/v1/pair': () => ({ deviceId: 'cn000000000000000001', secret: 's'.repeat(40) }),
    '/device/v1/challenge': () => ({ challenge: 'c'.repeat(40) }),
    '/device/v1/token': () => ({
      ...{ token: 't'.repeat(40), serverTime: new Date().toISOString(), expiresAt: inAnHour() },
      // Without: nobody is there, and what is tried needs no line.
      mqttUrl: `mqtt://127.0.0.1:${line ? portOf(line) : 9}`,
    }),
    '/device/v1/recording-grant': () => ({ version: 1, recording: 'event', until: inAnHour() }),
    '/device/v1/firmware': () => ({
      offer: {
        releaseId: RELEASE,
        ...signed,
        notes: { 'zh-CN': 'x', en: 'x' },
        url: `${url()}/image`,
        expiresAt: inAnHour(),
      },
    }),
    '/device/v1/firmware/reports': (body) => {
      reports.push(JSON.parse(body));
      return {};
    },
  };
  const server = createServer(async (request, reply) => {
    const body = await new Response(request as never).text();
    const path = request.url?.split('?')[0] ?? '';
    if (authority && path === authorityPath) return reply.end(authority.file);
    if (path === '/device/v1/events') {
      asked.push('event');
      return reply.writeHead(403, { 'content-type': 'application/json' }).end('{"code":"event_not_paid"}');
    }
    if (path !== '/image') {
      const answer = answers[path]?.(body);
      reply.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
      return;
    }
    const { range, authorization } = request.headers;
    if (authorization !== undefined) return reply.writeHead(400).end();
    ranges.push(range);
    asked.push('image');
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const isSame = from > 0 && request.headers['if-range'] === '"image"';
    const rest = image.subarray(isSame ? from : 0);
    reply.writeHead(isSame ? 206 : 200, {
      ...{ etag: '"image"', 'content-length': rest.length },
      ...(isSame && { 'content-range': `bytes ${from}-${image.length - 1}/${image.length}` }),
    });
    if (!(breaksOff || waits) || ranges.length > 1) return reply.end(rest);
    reply.write(rest.subarray(0, image.length / 2), () => (waits ? half.resolve() : reply.destroy()));
    if (waits) more.promise.then(() => reply.end(rest.subarray(image.length / 2)));
  });
  for (const one of [server, line])
    await new Promise<void>((done) => (one ? one.listen(0, '127.0.0.1', done) : done()));
  return {
    pairing: JSON.stringify({ v: 1, u: url(), t: 'p'.repeat(40), ...(authority && { ca: authority.fingerprint }) }),
    reports,
    ranges,
    asked,
    halfSent: half.promise,
    goOn: more.resolve,
    async close() {
      line?.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
