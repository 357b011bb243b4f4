import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArithmeticEncoder } from '../../../../fixtures/arithmetic-encoder.ts';
import { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CONTEXTS } from './contexts.ts';

/** Something that an encoder writes, and how it is read again. */
type Step = {
  name: string;
  write: (encoder: ArithmeticEncoder) => void;
  read: (decoder: ArithmeticDecoder) => unknown;
  is: unknown;
};

const bit = fc.integer({ min: 0, max: 1 });
const context = fc.integer({ min: 0, max: CONTEXTS - 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(context, bit).map(([at, value]) => ({
    name: `bin ${at}`,
    write: (encoder: ArithmeticEncoder) => encoder.bin(at, value),
    read: (decoder: ArithmeticDecoder) => decoder.bin(at),
    is: value,
  })),
  fc.array(bit, { maxLength: 24 }).map((bits) => ({
    name: `${bits.length} bypass bins`,
    write: (encoder: ArithmeticEncoder) => bits.forEach((one) => void encoder.bypass(one)),
    read: (decoder: ArithmeticDecoder) => decoder.bypassBits(bits.length),
    is: bits.reduce<number>((value, one) => value * 2 + one, 0),
  })),
  fc.nat(12).map((ones) => ({
    name: `${ones} ones`,
    write: (encoder: ArithmeticEncoder) => {
      for (let n = 0; n < ones; n++) encoder.bypass(1);
      encoder.bypass(0);
    },
    read: (decoder: ArithmeticDecoder) => decoder.bypassOnes(20),
    is: ones,
  })),
  fc.tuple(fc.nat(CONTEXTS - 4), fc.array(fc.tuple(fc.nat(3), bit), { maxLength: 15 })).map(([first, bins]) => ({
    name: `${bins.length} bins in a row`,
    write: (encoder: ArithmeticEncoder) => bins.forEach(([at, value]) => void encoder.bin(first + at, value)),
    read(decoder: ArithmeticDecoder) {
      // They are read from the last position down to the first.
      const map = Uint8Array.from([9, 0, ...bins.map(([at]) => at).reverse()]);
      const found = new Uint8Array(16);
      return [...found.subarray(0, decoder.bins(first, map, 1, bins.length, found, 0))];
    },
    is: bins.flatMap(([, value], n) => (value === 1 ? [bins.length - n] : [])),
  })),
  fc.constant({
    name: 'no end',
    write: (encoder: ArithmeticEncoder) => encoder.terminate(0),
    read: (decoder: ArithmeticDecoder) => decoder.terminate(),
    is: 0,
  }),
);

test('bins come back as they were written, and the end is where the encoder’s flush ends (9.3.5)', () => {
  const qp = fc.integer({ min: 0, max: 51 });
  const behind = fc.array(fc.nat(255), { maxLength: 3 });
  fc.assert(
    fc.property(qp, fc.array(step, { maxLength: 400 }), behind, (sliceQp, steps, more) => {
      const encoder = new ArithmeticEncoder(sliceQp);
      for (const { write } of steps) write(encoder);
      const { length } = encoder.terminate(1).bytes;
      const decoder = new ArithmeticDecoder();
      decoder.resetContexts(0, sliceQp);
      decoder.start(Uint8Array.from(encoder.raw(more).bytes), 0);
      for (const { name, read, is } of steps) expect([name, read(decoder)]).toEqual([name, is]);
      expect([decoder.terminate(), decoder.endOfData, decoder.isPastEnd]).toEqual([1, length, false]);
    }),
  );
});

test('beyond the end there are zeros, and it is said', () => {
  const decoder = new ArithmeticDecoder();
  decoder.resetContexts(0, 30);
  decoder.start(Uint8Array.of(0x12), 0);
  expect(decoder.isPastEnd).toBe(true);
  expect(decoder.bypassBits(16)).toBeGreaterThanOrEqual(0);
});
