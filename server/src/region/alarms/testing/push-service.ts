/** Somebody's phone with its push service, as the standards say what both check: RFC 8030, 8188, 8291 and 8292. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Alarm, type PushSubscription, Reminder } from '@kaitong/contract';

/** A message that a push service got, read as the phone does; to be answered by the test. */
export type Pushed = {
  headers: IncomingHttpHeaders;
  /** As it came. */
  bytes: number;
  text: string;
  /** @throws where it is a reminder */
  alarm: Alarm;
  /** @throws where it is an alarm */
  reminder: Reminder;
  /** What the sender signed to be (RFC 8292, 2). */
  claims: { aud: string; exp: number; sub: string };
  /** The key that it signed with. */
  serverKey: string;
  answer(status: number, headers?: Record<string, string>): void;
};

export type PushService = {
  origin: string;
  /** A phone's subscription at this service. */
  subscribe(): PushSubscription;
  /** The next that no one has taken yet. */
  next(): Promise<Pushed>;
  /** What came and was not taken. */
  waiting(): Pushed[];
  [Symbol.asyncDispose](): Promise<void>;
};

type Phone = { keys: ReturnType<typeof createECDH>; auth: Buffer };

/** It answers what the test says, when it says it. */
export async function startPushService(): Promise<PushService> {
  const phones = new Map<string, Phone>();
  const came: Pushed[] = [];
  const asked: ((pushed: Pushed) => void)[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const phone = phones.get(request.url ?? '');
    if (!phone) return void response.writeHead(404).end();
    const pushed = read(request.headers, Buffer.concat(chunks), phone, response);
    const next = asked.shift();
    if (next) next(pushed);
    else came.push(pushed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    subscribe() {
      const keys = createECDH('prime256v1');
      const [path, auth] = [`/push/${randomBytes(12).toString('base64url')}`, randomBytes(16)];
      phones.set(path, { keys, auth });
      keys.generateKeys();
      return {
        endpoint: origin + path,
        keys: { p256dh: keys.getPublicKey('base64url'), auth: auth.toString('base64url') },
      };
    },
    next: async () => came.shift() ?? (await new Promise<Pushed>((done) => asked.push(done))),
    waiting: () => came,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

function read(headers: IncomingHttpHeaders, body: Buffer, phone: Phone, response: ServerResponse): Pushed {
  const text = decrypt(body, phone);
  return {
    ...{ headers, bytes: body.length, text, ...readToken(headers) },
    get alarm() {
      return Alarm.parse(JSON.parse(text));
    },
    get reminder() {
      return Reminder.parse(JSON.parse(text));
    },
    answer: (status, said = {}) => void response.writeHead(status, said).end(),
  };
}

/** @throws where the token is not signed by the key that it names (RFC 8292, 3) */
function readToken({ authorization = '' }: IncomingHttpHeaders): Pick<Pushed, 'claims' | 'serverKey'> {
  const [, token = '', serverKey = ''] = /^vapid t=([^,]+),\s*k=(.+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(serverKey, 'base64url');
  const [x = '', y = ''] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = { key, dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, 'base64url')))
    throw new Error('the token is not signed by its key');
  return { claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as Pushed['claims'], serverKey };
}

/** One record of `aes128gcm`, under the phone's keys (RFC 8188, 2; RFC 8291, 3.4). @throws where it is not for this phone */
function decrypt(body: Buffer, { keys, auth }: Phone): string {
  const salt = body.subarray(0, 16);
  const keyEnd = 21 + body.readUInt8(20);
  const sender = body.subarray(21, keyEnd);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(sender), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${name}\0`), length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  decipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([decipher.update(body.subarray(keyEnd, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8'); // what follows the delimiter is padding
}
