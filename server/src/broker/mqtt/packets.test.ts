import fc from 'fast-check';
import { generate, type Packet } from 'mqtt-packet';
import { expect, test } from 'vitest';
import * as packets from './packets.ts';

const aTopic = fc.string({ unit: fc.constantFrom('a', '/', 'é', '中', '😀'), minLength: 1, maxLength: 200 });
const aPublish = fc.record({
  topic: aTopic,
  payload: fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
  qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
  retain: fc.boolean(),
  messageId: fc.integer({ min: 1, max: 65_535 }),
});

test('a publication is read as the library writes it, and its size is known from its header', () => {
  fc.assert(
    fc.property(aPublish, fc.boolean(), ({ topic, payload, qos, retain, messageId }, again) => {
      const dup = again && qos > 0;
      const bytes = generate({ cmd: 'publish', topic, payload, qos, retain, dup, messageId });
      expect(packets.sizeAt(Buffer.concat([Buffer.of(0), bytes, Buffer.of(1, 2)]), 1)).toBe(bytes.length);
      const read = packets.readPublication(bytes);
      expect({ ...read, payload: Buffer.from(read?.payload ?? []) }).toEqual({
        ...{ topic, payload, qos, retain },
        messageId: qos === 0 ? 0 : messageId,
      });
    }),
  );
});

test('a publication that is cut is none, wherever it is cut before its payload', () => {
  fc.assert(
    fc.property(aPublish, fc.nat(), ({ topic, payload, qos, messageId }, at) => {
      const bytes = generate({ cmd: 'publish', topic, payload, qos, retain: false, dup: false, messageId });
      const head = bytes.length - payload.length;
      expect(packets.readPublication(bytes.subarray(0, at % head))).toBe(undefined);
    }),
  );
});

test('no bytes are read beyond what they are, and none of them throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (given) => {
      const bytes = Buffer.from(given);
      const size = packets.sizeAt(bytes, 0);
      if (typeof size === 'number') expect(size).toBeGreaterThanOrEqual(2);
      packets.readPublication(bytes);
      packets.readPacket(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('QoS 3 and message id 0 are no publication', () => {
  expect(packets.readPublication(Buffer.of(0x36, 5, 0, 1, 97, 0, 1))).toBe(undefined);
  expect(packets.readPublication(Buffer.of(0x32, 5, 0, 1, 97, 0, 0))).toBe(undefined);
});

test('a length of more than four bytes is malformed, one beyond the largest packet is too long, and half of one incomplete', () => {
  expect(packets.sizeAt(Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 1), 0)).toBe('malformed');
  expect(packets.sizeAt(Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f), 0)).toBe('too_long');
  expect(packets.sizeAt(Buffer.of(0x30, 0xff), 0)).toBe('incomplete');
});

test('what is answered is what the library would answer', () => {
  const written: [Buffer, Packet][] = [
    [packets.connack(5), { cmd: 'connack', returnCode: 5, sessionPresent: false }],
    [packets.puback(0x1234), { cmd: 'puback', messageId: 0x1234 }],
    [packets.unsuback(0x1234), { cmd: 'unsuback', messageId: 0x1234, granted: [] }],
    [packets.PINGRESP, { cmd: 'pingresp' }],
  ];
  for (const [bytes, packet] of written) expect(bytes).toEqual(generate(packet));
});
