import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Credentials, presign } from '../s3/signing.ts';
import { textsOf } from '../s3/xml.ts';

/** What it does not do as S3 does: each is something that stores or proxies have been seen to do. */
export type Flaw =
  | 'replaces'
  | 'races'
  | 'ignores md5'
  | 'ignores length'
  | 'ignores range'
  | 'public'
  | 'no cors'
  | 'cors for one origin'
  | 'no lifecycle'
  | 'versions'
  | 'keeps what is deleted'
  | 'other etag'
  | 'loses a byte';

export type FlawedStore = AsyncDisposable & {
  endpoint: string;
  /** What lies in it, to be looked at and damaged. */
  objects: Map<string, Buffer>;
  /** What it was asked for, `GET keys/…`. */
  asked: string[];
  keys(): string[];
  rules(): string;
};

type Answer = { status: number; body?: string | Buffer; headers?: Record<string, string> };

export const BUCKET = 'footage';

/** A store of one bucket in memory that speaks as much of S3 as Kaitong asks for, with one thing wrong. */
export async function startFlawedStore(credentials: Credentials, flaw?: Flaw): Promise<FlawedStore> {
  const objects = new Map<string, Buffer>();
  const etagOf = (bytes: Buffer) => `"${flaw === 'other etag' ? 'x-1' : hash(bytes, 'hex')}"`;

  const log: string[] = [];
  const seconds = new Map<string, PromiseWithResolvers<void>>();
  /** Whoever comes first waits until another one has looked, too. */
  async function second(key: string): Promise<void> {
    const known = seconds.get(key);
    if (known) return known.resolve();
    const waits = Promise.withResolvers<void>();
    seconds.set(key, waits);
    await waits.promise;
  }

  async function put(key: string, request: IncomingMessage, isSigned: boolean): Promise<Answer> {
    const bytes = await buffer(request);
    if (!isSigned && flaw !== 'ignores length') return { status: 403 };
    if (flaw !== 'ignores md5' && hash(bytes, 'base64') !== request.headers['content-md5']) return { status: 400 };
    const isTaken = request.headers['if-none-match'] === '*' && objects.has(key) && flaw !== 'replaces';
    if (flaw === 'races' && key.includes('/race-')) await second(key);
    if (isTaken) return { status: 412 };
    objects.set(key, flaw === 'loses a byte' ? bytes.subarray(1) : bytes);
    return { status: 200 };
  }

  function get(key: string, request: IncomingMessage): Answer {
    const bytes = objects.get(key);
    if (!bytes) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
    const headers = { etag: etagOf(bytes), ...corsFor(request) };
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (first === undefined || flaw === 'ignores range') return { status: 200, body: bytes, headers };
    return { status: 206, body: bytes.subarray(Number(first), Number(last) + 1), headers };
  }

  function corsFor({ headers: { origin } }: IncomingMessage): Record<string, string> {
    const allowed = flaw === 'cors for one origin' ? 'https://cam.example.com' : '*';
    const isAllowed = flaw !== 'no cors' && (allowed === '*' || allowed === origin);
    return isAllowed ? { 'access-control-allow-origin': allowed } : {};
  }

  let rules = '';
  async function ofLifecycle(method: string, request: IncomingMessage): Promise<Answer> {
    if (flaw === 'no lifecycle') return { status: 501 };
    if (method === 'GET' && rules === '')
      return { status: 404, body: '<Error><Code>NoSuchLifecycleConfiguration</Code></Error>' };
    if (method !== 'GET') rules = (await buffer(request)).toString();
    return { status: 200, body: rules };
  }

  async function ofBucket(method: string, query: URLSearchParams, request: IncomingMessage): Promise<Answer> {
    if (query.has('cors')) return { status: flaw === 'no cors' ? 404 : 200 };
    if (query.has('lifecycle')) return await ofLifecycle(method, request);
    if (query.has('versioning'))
      return { status: 200, body: `<V>${flaw === 'versions' ? '<Status>Suspended</Status>' : ''}</V>` };
    if (query.has('delete')) {
      const keys = textsOf((await buffer(request)).toString(), 'Key');
      if (flaw === 'keeps what is deleted')
        return { status: 200, body: '<R><Error><Code>AccessDenied</Code></Error></R>' };
      for (const key of keys) objects.delete(key);
      return { status: 200 };
    }
    if (method === 'HEAD') return { status: 200 };
    const found = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? ''));
    const listed = found.map((key) => {
      const etag = etagOf(objects.get(key) ?? Buffer.of());
      return `<Contents><Key>${key}</Key><ETag>${etag.replaceAll('"', '&quot;')}</ETag></Contents>`;
    });
    return { status: 200, body: `<L>${listed.join('')}</L>` };
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method = '', url = '' } = request;
    const asked = new URL(url, `http://${request.headers.host}`);
    log.push(`${method} ${asked.pathname.slice(BUCKET.length + 2)}`);
    if (method === 'OPTIONS') return { status: 200, headers: corsFor(request) };
    const isSigned = isAllowed(request, asked, credentials);
    const [, bucket, key] = /^\/([^/]+)\/?(.*)$/.exec(asked.pathname) ?? [];
    if (bucket === undefined) return { status: 403 };
    if (method === 'PUT' && key) return await put(key, request, isSigned);
    if (!isSigned && flaw !== 'public') return { status: 403 };
    if (bucket !== BUCKET) return { status: 404 };
    if (key && method === 'DELETE') {
      if (flaw !== 'keeps what is deleted') objects.delete(key);
      return { status: 204 };
    }
    return key ? get(key, request) : await ofBucket(method, asked.searchParams, request);
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request).then(
      ({ status, body = '', headers = {} }) => {
        request.resume();
        response.writeHead(status, { 'content-length': String(Buffer.byteLength(body)), ...headers });
        response.end(request.method === 'HEAD' ? undefined : body);
      },
      () => response.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    objects,
    asked: log,
    rules: () => rules,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys: () => [...objects.keys()],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const hash = (bytes: Buffer, as: 'hex' | 'base64') => createHash('md5').update(bytes).digest(as);

/** A signed address is worked out again from what came; of signed requests only who asks is looked at. */
function isAllowed({ method = '', headers }: IncomingMessage, asked: URL, credentials: Credentials): boolean {
  const query = asked.searchParams;
  const given = query.get('X-Amz-Signature');
  if (given === null) return headers.authorization?.includes(`Credential=${credentials.accessKey}/`) === true;
  const url = new URL(asked);
  for (const name of [...query.keys()].filter((each) => each.startsWith('X-Amz-'))) url.searchParams.delete(name);
  const names = (query.get('X-Amz-SignedHeaders') ?? '').split(';').filter((name) => name !== 'host');
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name] ?? '')]));
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const at = new Date(`${y}-${m}-${d}T${h}:${min}:${s}Z`);
  const own = presign({ method, url, headers: signed }, Number(query.get('X-Amz-Expires')), credentials, at);
  return new URL(own).searchParams.get('X-Amz-Signature') === given;
}
