import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ArithmeticEncoder } from '../../../../fixtures/arithmetic-encoder.ts';
import { ArithmeticDecoder } from './arithmetic-decoder.ts';
import { CONTEXTS } from './contexts.ts';

const qp = fc.integer({ min: 0, max: 51 });
const bit = fc.integer({ min: 0, max: 1 });
const step = fc.oneof(
  fc.record({ is: fc.constant('bin' as const), context: fc.integer({ min: 0, max: CONTEXTS - 1 }), value: bit }),
  fc.record({ is: fc.constant('bypass' as const), value: bit }),
  fc.constant({ is: 'terminate' as const, value: 0 }),
);

test('bins come back as they were written, and the end is where the encoder’s flush ends (9.3.5)', () => {
  fc.assert(
    fc.property(
      qp,
      fc.array(step, { maxLength: 400 }),
      fc.array(fc.nat(255), { maxLength: 3 }),
      (sliceQp, steps, more) => {
        const encoder = new ArithmeticEncoder(sliceQp);
        for (const one of steps) {
          if (one.is === 'bin') encoder.bin(one.context, one.value);
          else if (one.is === 'bypass') encoder.bypass(one.value);
          else encoder.terminate(0);
        }
        const { length } = encoder.terminate(1).bytes;
        const decoder = new ArithmeticDecoder();
        decoder.resetContexts(0, sliceQp);
        decoder.start(Uint8Array.from(encoder.raw(more).bytes), 0);
        for (const one of steps) {
          const read =
            one.is === 'bin' ? decoder.bin(one.context) : one.is === 'bypass' ? decoder.bypass() : decoder.terminate();
          if (read !== one.value) throw new Error(`${JSON.stringify(one)} was read as ${read}`);
        }
        expect([decoder.terminate(), decoder.endOfData, decoder.isPastEnd]).toEqual([1, length, false]);
      },
    ),
  );
});

test('beyond the end there are zeros, and it is said', () => {
  const decoder = new ArithmeticDecoder();
  decoder.resetContexts(0, 30);
  decoder.start(Uint8Array.of(0x12), 0);
  expect(decoder.isPastEnd).toBe(true);
  expect(decoder.bypassBits(16)).toBeGreaterThanOrEqual(0);
});
