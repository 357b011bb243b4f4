import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import {
  type app,
  type CommandName,
  type Duration,
  downTopic,
  type ProblemCode,
  problems,
  type RecordingGrant,
  type Reply,
  ReplyMessage,
  StatusMessage,
  type UploadTarget,
} from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { Aedes } from 'aedes';
import { licenceProof, secretProof } from '../proofs.ts';

export const LICENCE = { uuid: 'uuid0000000000001', authKey: 'the-auth-key' };
const DEVICE_ID = 'device00000000000001';
const SECRET = 'device-secret';

type StoredObject = { declaration: ObjectDeclaration; bytes: Buffer | undefined; committed: boolean };

/** What the next request to an operation meets instead of an answer. */
/** A number: the status that another store than ours answers, with a body of its own. */
export type Trouble = 'line cut before' | 'line cut after' | number | ProblemCode;

/**
 * The far side of the protocol, as much of it as the SDK's retries need: a real HTTP server and a real broker with the
 * rules of the contract and no product behind them.
 */
export async function startTestRegion() {
  const trouble: { step: string; kind: Trouble }[] = [];
  const requests: string[] = [];
  /** Of each declaration, also those that were not answered: the object's number and the age that it said. */
  const ages: { n: number; ageMs: number | undefined }[] = [];
  const objects = new Map<number, StoredObject>();
  const tokens = new Set<string>();
  let challenge = '';
  let eventKey: Buffer | null = randomBytes(16);
  /** What the last pairing said of the device. */
  let paired: Record<string, unknown> | undefined;
  let opened: { deviceEventId: string; body: Record<string, unknown> } | undefined;
  let closed: { objects: number; durationMs: number } | undefined;
  let tokenLifeMs = 3_600_000;
  let statusSeconds: number | undefined;
  let recordingGrant: RecordingGrant = NOTHING_BOUGHT;
  let mostObjects = Number.POSITIVE_INFINITY;

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const broker = await Aedes.createBroker({
    authenticate: (client, username, password, done) => {
      const good = client.id === DEVICE_ID && username === DEVICE_ID && tokens.has(String(password));
      done(good ? null : Object.assign(new Error('refused'), { returnCode: 5 as const }), good);
    },
  });
  const sockets = new Set<Socket>();
  const mqtt = createTcpServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    broker.handle(socket);
  });
  await new Promise<void>((resolve) => mqtt.listen(0, '127.0.0.1', resolve));
  const mqttUrl = `mqtt://127.0.0.1:${(mqtt.address() as AddressInfo).port}`;

  const statuses = feed<StatusMessage>();
  const replies = feed<ReplyMessage>();
  broker.on('publish', (packet) => {
    if (packet.topic.endsWith('/up/status')) statuses.push(StatusMessage.parse(JSON.parse(String(packet.payload))));
    if (packet.topic.endsWith('/up/reply')) replies.push(ReplyMessage.parse(JSON.parse(String(packet.payload))));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const [, step = '', n = ''] = STEPS.flatMap(([name, pattern]) => {
      const match = pattern.exec(`${request.method} ${request.url}`);
      return match ? [match[0], name, match[1] ?? ''] : [];
    });
    if (step !== 'recording-grant') requests.push(n === '' ? step : `${step} ${n}`);
    const at = trouble.findIndex((entry) => entry.step === step);
    const kind = at < 0 ? undefined : trouble.splice(at, 1)[0]?.kind;
    if (kind === 'line cut before') return void request.socket.destroy();
    if (typeof kind === 'number')
      return void response
        .writeHead(kind, { 'content-type': 'application/xml' })
        .end('<Error><Code>Busy</Code></Error>');
    const authorised = tokens.has(String(request.headers.authorization).replace('Bearer ', ''));
    const answer: Answer =
      kind !== undefined && kind !== 'line cut after'
        ? refuse(kind)
        : NEEDS_TOKEN.has(step) && !authorised
          ? refuse('device_token_invalid')
          : perform(step, Number(n), bytes, request.headers);
    if (kind === 'line cut after') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }

  function perform(step: string, n: number, bytes: Buffer, headers: IncomingMessage['headers']): Answer {
    const serverTime = new Date().toISOString();
    const body = step === 'put' ? {} : JSON.parse(bytes.toString() || '{}');
    switch (step) {
      case 'sign-in':
        return {
          status: 200,
          body: {
            id: 'owner0000000000001',
            name: 'x',
            email: body.login,
            phone: null,
            region: 'cn',
            triedAt: null,
            resetAt: null,
            suspended: null,
          } satisfies Reply<typeof app.signIn>,
        };
      case 'pairing-token':
        return { status: 201, body: { text: pairingText(url), expiresAt: serverTime } };
      case 'pair': {
        paired = body;
        if (body.proof !== licenceProof(LICENCE.authKey, body.token, LICENCE.uuid))
          return refuse('licence_proof_wrong');
        return { status: 201, body: { deviceId: DEVICE_ID, secret: SECRET, region: 'cn', mqttUrl, serverTime } };
      }
      case 'challenge':
        challenge = randomBytes(8).toString('hex');
        return { status: 200, body: { challenge, serverTime } };
      case 'token': {
        if (body.proof !== secretProof(SECRET, challenge)) return refuse('device_proof_wrong');
        const token = randomBytes(8).toString('hex');
        tokens.add(token);
        const expiresAt = new Date(Date.parse(serverTime) + tokenLifeMs).toISOString();
        return { status: 200, body: { token, expiresAt, mqttUrl, serverTime, statusSeconds } };
      }
      case 'recording-grant':
        return { status: 200, body: recordingGrant };
      case 'open': {
        if (opened && opened.deviceEventId !== body.deviceEventId) return refuse('grant_used');
        opened = { deviceEventId: body.deviceEventId, body };
        return {
          status: 201,
          body: {
            eventId: 'ev000000000000000001',
            state: closed ? 'closed' : 'open',
            key: eventKey?.toString('hex') ?? null,
            targets: [...objects.values()].map(target),
            maxFootageMs: 15_000,
            serverTime,
          },
        };
      }
      case 'declare':
        return declare(body);
      case 'put': {
        const object = objects.get(n);
        if (!object) return refuse('upload_target_invalid');
        if (headers['x-declared'] !== object.declaration.sha256) return refuse('upload_target_invalid');
        if (createHash('sha256').update(bytes).digest('hex') !== object.declaration.sha256)
          return refuse('hash_mismatch');
        object.bytes = bytes;
        return { status: 200, body: {} };
      }
      case 'commit': {
        const object = objects.get(n);
        if (!object) return refuse('object_unknown');
        if (!object.bytes) return refuse('object_not_stored');
        object.committed = true;
        if (!body.next) return { status: 200, body: { next: null } };
        const next = declare(body.next);
        if (next.status < 400) return { status: 200, body: { next: next.body } };
        const { code, params } = next.body as { code: ProblemCode; params: object };
        return { status: 200, body: { next: null, refused: { code, params } } };
      }
      case 'close':
        closed = body;
        return { status: 200, body: { eventId: 'ev000000000000000001', state: 'closed' } };
      default:
        return refuse('not_found');
    }
  }

  function declare(declaration: ObjectDeclaration): Answer {
    ages.push({ n: declaration.n, ageMs: declaration.ageMs });
    const known = objects.get(declaration.n);
    if (!known && objects.size >= mostObjects) return refuse('footage_limit_reached');
    if (known && known.declaration.sha256 !== declaration.sha256) return refuse('object_conflict');
    const object = known ?? { declaration, bytes: undefined, committed: false };
    objects.set(declaration.n, object);
    return { status: 201, body: target(object) };
  }

  function target({ declaration, bytes, committed }: StoredObject): UploadTarget {
    return {
      n: declaration.n,
      state: committed ? 'committed' : bytes ? 'stored' : 'waiting',
      method: 'PUT',
      url: `${url}/objects/${declaration.n}`,
      headers: { 'x-declared': declaration.sha256, 'content-length': String(declaration.bytes) },
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    };
  }

  return {
    url,
    deviceId: DEVICE_ID,
    pairingText: pairingText(url),
    requests,
    ages,
    objects,
    statuses,
    replies,
    /** The next requests to a step meet this trouble, in order. */
    meet: (step: string, ...kinds: Trouble[]) => void trouble.push(...kinds.map((kind) => ({ step, kind }))),
    withoutEncryption: () => {
      eventKey = null;
    },
    get key() {
      return eventKey;
    },
    get paired() {
      return paired;
    },
    get opened() {
      return opened;
    },
    get closed() {
      return closed;
    },
    /** More objects than that are refused. */
    takeAtMost: (count: number) => {
      mostObjects = count;
    },
    /** What the device is answered when it asks. */
    permit: (grant: Partial<RecordingGrant>) => {
      recordingGrant = { ...recordingGrant, ...grant };
      return recordingGrant;
    },
    revokeTokens: () => tokens.clear(),
    tellStatusEvery: (length: Duration) => {
      statusSeconds = length / 1000;
    },
    shortenTokens: (ms: number) => {
      tokenLifeMs = ms;
    },
    send: (command: CommandName, message: object) =>
      new Promise<void>((resolve, reject) => {
        const payload = JSON.stringify(message);
        const topic = downTopic(DEVICE_ID, command);
        broker.publish({ cmd: 'publish', qos: 1, retain: false, dup: false, topic, payload }, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
    cutLines: () => {
      for (const socket of sockets) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      mqtt.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const NOTHING_BOUGHT: RecordingGrant = {
  version: 0,
  recording: 'none',
  until: null,
  maxEventMs: 300_000,
  maxPreRecordMs: 10_000,
  minContinuousSegmentMs: 10_000,
};

type Answer = { status: number; body: unknown };

const refuse = (code: ProblemCode): Answer => ({
  status: problems[code].status,
  body: { type: 'about:blank', title: code, status: problems[code].status, code, params: {} },
});

const pairingText = (url: string): string => JSON.stringify({ v: 1, u: url, t: 'pairing-token' });

const STEPS: [string, RegExp][] = [
  ['sign-in', /^POST \/api\/v1\/sign-in$/],
  ['pairing-token', /^POST \/api\/v1\/pairing-tokens$/],
  ['pair', /^POST \/device\/v1\/pair$/],
  ['challenge', /^POST \/device\/v1\/challenge$/],
  ['token', /^POST \/device\/v1\/token$/],
  ['recording-grant', /^GET \/device\/v1\/recording-grant$/],
  ['open', /^POST \/device\/v1\/events$/],
  ['declare', /^POST \/device\/v1\/events\/\w+\/objects$/],
  ['commit', /^POST \/device\/v1\/events\/\w+\/objects\/(\d+)\/commit$/],
  ['close', /^POST \/device\/v1\/events\/\w+\/close$/],
  ['put', /^PUT \/objects\/(\d+)$/],
];
const NEEDS_TOKEN = new Set(['recording-grant', 'open', 'declare', 'commit', 'close']);

/** Messages as they come; `next` waits for one that fits and forgets those before it. */
function feed<T>() {
  const unread: T[] = [];
  const all: T[] = [];
  let wake: () => void = () => undefined;
  return {
    all,
    push(message: T) {
      unread.push(message);
      all.push(message);
      wake();
    },
    async next(fits: (message: T) => boolean = () => true): Promise<T> {
      for (;;) {
        for (let message = unread.shift(); message !== undefined; message = unread.shift()) {
          if (fits(message)) return message;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
