import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodePorts } from '../../fixtures/node-ports.ts';
import { findStartCode, forEachNal } from './nal.ts';

/** As H.264 B.1 says it: a unit ends before three bytes 0, or before a start code, and the next begins behind that. */
function slowly(bytes: readonly number[]): [number, number][] {
  const units: [number, number][] = [];
  let start = -1;
  const close = (end: number) => {
    while (end > start && bytes[end - 1] === 0) end--;
    if (start >= 0) units.push([start, end]);
  };
  for (let i = 0; i + 2 < bytes.length; i++)
    if (bytes[i] === 0 && bytes[i + 1] === 0 && bytes[i + 2] === 1) {
      close(i);
      start = i + 3;
      i += 2;
    }
  close(bytes.length);
  return units;
}

test.each([
  ['our own search', findStartCode],
  ["the host's", nodePorts.findStartCode],
])('NAL units are those between start codes, whatever bytes there are, by %s', (_, find) => {
  const byte = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(0, 1) }, fc.constantFrom(2, 3, 255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (bytes) => {
      const units: [number, number][] = [];
      // Part of a larger buffer, as an object's bytes are.
      const part = Uint8Array.from([0, 0, 1, ...bytes, 1]).subarray(3, -1);
      forEachNal(part, (start, end) => units.push([start, end]), find);
      expect(units).toEqual(slowly(bytes));
    }),
    { numRuns: 2000 },
  );
});
