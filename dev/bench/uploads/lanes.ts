import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Agent, type RequestOptions, request } from 'node:http';
import { type Client, createClient, device as deviceContract } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { type Credentials, secretProof } from '@kaitong/device';

/** One camera's doings. */
export type Lane = {
  /** What is there before the first object of an event: its line, and the event. */
  begin(): Promise<void>;
  /** Again and again; each time ends when an object is committed. */
  object(): Promise<void>;
};

/** More objects and an event would be over. */
const OBJECTS_AN_EVENT = 250;
/** As long as a recording of continuous footage may be. */
const AN_HOUR = 3_600_000;

type Answer = { status: number; body: Buffer };

function ask(url: URL, options: RequestOptions, body?: Uint8Array | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end(body);
  });
}

async function put(agent: Agent, url: string, headers: Record<string, string>, bytes: Uint8Array): Promise<void> {
  const length = { 'content-length': String(bytes.length) };
  const { status, body } = await ask(new URL(url), { method: 'PUT', agent, headers: { ...headers, ...length } }, bytes);
  if (status >= 300) throw new Error(`a PUT was answered with ${status}: ${body}`);
}

/** A peer that takes any name. */
export function plainLane(url: string, size: number): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bytes = randomBytes(size);
  const object = () => put(agent, `${url}/${randomUUID()}.ts`, {}, bytes);
  return { begin: object, object };
}

type Api = Client<typeof deviceContract>;

function apiWith(agent: Agent, url: string, token?: string): Api {
  return createClient(deviceContract, async ({ method, path, body }) => {
    const text = JSON.stringify(body ?? {});
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const answer = await ask(new URL(url + path), { method, agent, headers }, text);
    return { status: answer.status, body: JSON.parse(answer.body.toString()) };
  });
}

export async function tokenOf({ url, deviceId, secret }: Credentials): Promise<string> {
  const stranger = apiWith(new Agent(), url);
  const { challenge } = await stranger.getChallenge({ body: { deviceId } });
  return (await stranger.getToken({ body: { deviceId, challenge, proof: secretProof(secret, challenge) } })).token;
}

export type Manner = {
  size: number;
  declares: boolean;
  /** How long each object is, of footage that is recorded all the time; undefined: of events. */
  segmentMs?: number;
};

/**
 * A camera that records: PUT and commit of one object after the other. `declares` it by a call of its own; else the commit
 * before it has, as the SDK for cameras does it.
 */
export function cameraLane(url: string, token: string, { size, declares, segmentMs }: Manner): Lane {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const api = apiWith(agent, url, token);
  const bytes = randomBytes(size);
  const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
  const same = {
    kind: 'segment',
    bytes: size,
    durationMs: segmentMs ?? 500,
    md5: hash('md5'),
    sha256: hash('sha256'),
  } as const;
  const most = segmentMs === undefined ? OBJECTS_AN_EVENT : AN_HOUR / segmentMs;
  const objectOf = (n: number): ObjectDeclaration => ({ ...same, n, iv: null });
  type Target = Awaited<ReturnType<Api['declareObject']>>;
  let event: { eventId: Awaited<ReturnType<Api['openEvent']>>['eventId']; n: number; target?: Target } | undefined;
  const opened = async () => {
    event ??= { eventId: await open(api, segmentMs === undefined ? 'motion' : 'continuous'), n: 0 };
    return event;
  };

  return {
    begin: async () => void (await opened()),
    async object() {
      const { eventId, n, target: known } = await opened();
      const target = known ?? (await api.declareObject({ params: { eventId }, body: objectOf(n) }));
      const { 'content-length': _, ...headers } = target.headers;
      await put(agent, target.url, headers, bytes);
      const body = declares ? {} : { next: objectOf(n + 1) };
      const { next } = await api.commitObject({ params: { eventId, n }, body });
      event = n + 1 < most ? { eventId, n: n + 1, ...(next && { target: next }) } : undefined;
    },
  };
}

async function open(api: Api, type: 'motion' | 'continuous') {
  const { eventId } = await api.openEvent({
    body: {
      deviceEventId: randomUUID(),
      type,
      startedAt: new Date().toISOString(),
      ageMs: 0,
      declaration: { container: 'ts', codec: 'h264', width: 1920, height: 1080, encryption: 'none' },
      firmware: '2.3.0' as never,
    },
  });
  return eventId;
}
