import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignedManifest } from '@kaitong/contract';

/** What a camera said of an update. */
type Report = { releaseId: string; attempt: number; firmware: string; report: string; reason?: string };

export type OfferingPlatform = {
  /** The text of its pairing code. */
  pairing: string;
  reports: Report[];
  /** `Range` of each request for the image. */
  ranges: (string | undefined)[];
  close(): Promise<void>;
};

const RELEASE = 'fr00000000000000000001';

/**
 * As much of a platform as offers firmware, and one that nobody should believe: it offers whatever it is given. The real one offers
 * nothing that is foreign or older. `breaksOff`: the first answer with the image ends in its middle.
 */
export async function startOfferingPlatform(
  signed: SignedManifest,
  image: Uint8Array,
  { breaksOff = false } = {},
): Promise<OfferingPlatform> {
  const reports: Report[] = [];
  const ranges: (string | undefined)[] = [];
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const answers: Record<string, (body: string) => object> = {
    '/device/v1/pair': () => ({ deviceId: 'cn000000000000000001', secret: 's'.repeat(40) }),
    '/device/v1/challenge': () => ({ challenge: 'c'.repeat(40) }),
    '/device/v1/token': () => ({
      ...{ token: 't'.repeat(40), serverTime: new Date().toISOString(), expiresAt: inAnHour() },
      mqttUrl: 'mqtt://127.0.0.1:9', // nobody is there: what is tried needs no line
    }),
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
    if (path !== '/image') {
      const answer = answers[path]?.(body);
      reply.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
      return;
    }
    const { range, authorization } = request.headers;
    if (authorization !== undefined) return reply.writeHead(400).end();
    ranges.push(range);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const isSame = from > 0 && request.headers['if-range'] === '"image"';
    const rest = image.subarray(isSame ? from : 0);
    reply.writeHead(isSame ? 206 : 200, {
      ...{ etag: '"image"', 'content-length': rest.length },
      ...(isSame && { 'content-range': `bytes ${from}-${image.length - 1}/${image.length}` }),
    });
    if (!breaksOff || ranges.length > 1) return reply.end(rest);
    reply.write(rest.subarray(0, image.length / 2), () => reply.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    pairing: JSON.stringify({ v: 1, u: url(), t: 'p'.repeat(40) }),
    reports,
    ranges,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
