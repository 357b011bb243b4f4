import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, MessageReader } from './wire.ts';

const bodyBytes = (message: unknown): number => (message as { bytes: number }).bytes;

test('messages and bodies arrive whole, however the pipe cuts them', () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
      const stream = Buffer.concat(sent.flatMap((body) => [encodeMessage({ bytes: body.length }), Buffer.from(body)]));
      const reader = new MessageReader(bodyBytes);
      const received: Buffer[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = cuts[i % cuts.length] ?? 1;
        received.push(...reader.push(stream.subarray(at, at + size)).map(({ body }) => Buffer.from(body)));
        at += size;
      }
      expect(received.map((body) => [...body])).toEqual(sent.map((body) => [...body]));
    }),
  );
});

test('a length that no message of ours has is refused before anything is kept for it', () => {
  expect(() => new MessageReader().push(Buffer.from([0xff, 0xff, 0xff, 0xff]))).toThrow(/4294967295 bytes/);
});
