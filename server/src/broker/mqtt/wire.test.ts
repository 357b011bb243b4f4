import { once } from 'node:events';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { generate, type Packet, parser } from 'mqtt-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Line } from '../line.ts';
import type { Publication } from './packets.ts';
import { type Fault, Wire, type WireHearer } from './wire.ts';

const line = {} as Line;
const CONNECT: Packet = {
  ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'camera', keepalive: 0 },
};

let server: Server;
let port: number;
let onSocket: (socket: Socket) => void = () => {};
beforeAll(async () => {
  server = createServer((socket) => onSocket(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(() => void server.close());

type Told = { topics: string[]; faults: Fault[]; closed: Promise<void>; wire: Wire; let: () => void };

/** A client's socket, and what the wire at its other end tells; it is let in at once, or when `let` is called. */
async function open({ isHeld = false } = {}): Promise<{ client: Socket; told: Told }> {
  const told = { topics: [] as string[], faults: [] as Fault[] } as Told;
  const taken = new Promise<void>((resolve) => {
    onSocket = (socket) => {
      told.closed = new Promise((closed) => {
        const hearer: WireHearer = {
          connecting: (wire) => {
            told.let = () => wire.accept(line);
            if (!isHeld) told.let();
          },
          published: (wire, { topic, messageId }: Publication) => {
            told.topics.push(topic);
            wire.acknowledge(messageId);
          },
          subscribing: (wire, { messageId = 0 }) => wire.acknowledgeSubscription(messageId, [1]),
          unsubscribing: (wire, { messageId = 0 }) => wire.acknowledgeUnsubscription(messageId),
          faulted: (_, fault) => void told.faults.push(fault),
          closed: () => closed(),
        };
        told.wire = new Wire(socket, hearer);
      });
      resolve();
    };
  });
  const client = dial({ host: '127.0.0.1', port, noDelay: true });
  client.on('error', () => {});
  await taken;
  return { client, told };
}

/** Resolves when so many packets have been answered. */
async function answers(client: Socket, many: number): Promise<Packet[]> {
  const read: Packet[] = [];
  const reader = parser();
  reader.on('packet', (packet) => read.push(packet));
  return await new Promise((resolve) => {
    client.on('data', (bytes) => {
      reader.parse(Buffer.from(bytes));
      if (read.length >= many) resolve(read);
    });
  });
}

const say = (n: number): Packet => ({
  ...{ cmd: 'publish', topic: `t/${n}`, payload: 'x'.repeat(n * 7), qos: 1, retain: false, dup: false, messageId: n },
});

test.each([
  ['MQTT 5 is answered in its own words', 'MQTT', 5, [0x20, 3, 0, 0x84, 0]],
  ['a level that nobody knows is answered with return code 1 (3.1.2-2)', 'MQTT', 9, [0x20, 2, 0, 1]],
  ['level 0 too, under the older name', 'MQIsdp', 0, [0x20, 2, 0, 1]],
])('%s, and ends the line without a fault', async (_title, name, level, expected) => {
  const { client, told } = await open();
  const answer = client.toArray();
  const rest = Buffer.concat([Buffer.of(level, 2, 0, 0, 0), Buffer.of(0, 6), Buffer.from('camera')]);
  const body = Buffer.concat([Buffer.of(0, name.length), Buffer.from(name), rest]);
  client.write(Buffer.concat([Buffer.of(0x10, body.length), body, Buffer.of(0xc0, 0)])); // and a ping, which nobody hears
  expect([...Buffer.concat(await answer)]).toEqual(expected);
  await told.closed;
  expect(told.faults).toEqual([]);
});

test('what names another protocol is no CONNECT', async () => {
  const { client, told } = await open();
  client.write(Buffer.concat([Buffer.of(0x10, 7, 0, 4), Buffer.from('AMQP'), Buffer.of(4)]));
  await told.closed;
  expect(told.faults).toEqual(['malformed']);
});

test('however bytes are cut on their way, each packet is heard once, in its order, and answered in it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 40 }),
      async (many, cuts) => {
        const { client, told } = await open();
        const answered = answers(client, many + 2);
        const packets = [CONNECT, ...Array.from({ length: many }, (_, n) => say(n + 1)), { cmd: 'pingreq' } as const];
        let bytes = Buffer.concat(packets.map((packet) => generate(packet)));
        for (let n = 0; bytes.length > 0; n++) {
          const cut = cuts[n % cuts.length] ?? 1;
          await new Promise<void>((resolve) => client.write(bytes.subarray(0, cut), () => resolve()));
          bytes = bytes.subarray(cut);
        }
        const read = await answered;
        expect(read.map(({ cmd }) => cmd)).toEqual(['connack', ...Array(many).fill('puback'), 'pingresp']);
        expect(read.slice(1, -1).map(({ messageId }) => messageId)).toEqual(told.topics.map((_, n) => n + 1));
        expect(told.topics).toEqual(Array.from({ length: many }, (_, n) => `t/${n + 1}`));
        expect(told.faults).toEqual([]);
        client.destroy();
        await told.closed;
      },
    ),
    { numRuns: 25 },
  );
});

test('what comes before a client is let in is heard after it, and not before', async () => {
  const { client, told } = await open({ isHeld: true });
  const answered = answers(client, 3);
  client.write(Buffer.concat([CONNECT, say(1)].map((packet) => generate(packet))));
  client.write(generate(say(2)));
  while (!told.let) await new Promise((resolve) => setImmediate(resolve));
  expect(told.topics).toEqual([]);
  told.let();
  expect((await answered).map(({ cmd }) => cmd)).toEqual(['connack', 'puback', 'puback']);
  client.destroy();
});

test.each<[string, (Packet | Buffer)[], Fault]>([
  ['anything before its CONNECT', [say(1)], 'malformed'],
  ['a second CONNECT', [CONNECT, CONNECT], 'malformed'],
  ['parts of QoS 2', [CONNECT, { cmd: 'pubrel', messageId: 1 }], 'malformed'],
  ['what only servers send', [CONNECT, { cmd: 'pingresp' }], 'malformed'],
  ['a subscription without filters', [CONNECT, Buffer.of(0x82, 2, 0, 1)], 'malformed'],
  ['a subscription with packet id 0', [CONNECT, Buffer.of(0x82, 6, 0, 0, 0, 1, 97, 1)], 'malformed'],
  ['a topic that is longer than its packet', [CONNECT, Buffer.of(0x30, 4, 0, 9, 97, 98)], 'malformed'],
  ['thousands of pings', [CONNECT, ...Array<Packet>(20_000).fill({ cmd: 'pingreq' })], 'too_often'],
  ['a packet of megabytes', [CONNECT, Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f)], 'too_long'],
])('a client that sends %s is put off', async (_, sent, fault) => {
  const { client, told } = await open();
  client.resume();
  client.write(Buffer.concat(sent.map((one) => (Buffer.isBuffer(one) ? one : generate(one)))));
  await told.closed;
  expect(told.faults).toEqual([fault]);
});

test('a client that fills its place before it is let in is put off', async () => {
  const { client, told } = await open({ isHeld: true });
  client.write(Buffer.concat([generate(CONNECT), Buffer.alloc(70_000)]));
  await told.closed;
  expect(told.faults).toEqual(['too_long']);
});

test('a client that is silent for longer than one and a half times what it said is put off, and not sooner', async () => {
  const { client, told } = await open();
  const answered = answers(client, 1);
  const patience = 1 as never;
  client.write(generate({ ...CONNECT, keepalive: 10 } as Packet));
  await answered;
  told.wire.look(performance.now() + 14_000, patience);
  expect(told.wire.isOpen).toBe(true);
  told.wire.look(performance.now() + 15_100, patience);
  await told.closed;
  expect(told.faults).toEqual(['keep_alive']);
});

test('a client that reads nothing of what it is sent is put off before it fills our memory', async () => {
  const { client, told } = await open();
  client.pause();
  client.write(generate(CONNECT));
  while (!told.wire.isOpen) await new Promise((resolve) => setImmediate(resolve));
  const command = 'x'.repeat(8000);
  for (let n = 0; n < 10_000 && told.wire.isOpen; n++) told.wire.publish('kt/d/x/down/ping', 1, command);
  expect(told.faults).toEqual(['unread']);
  client.destroy();
  await told.closed;
});
