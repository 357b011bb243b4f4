import type { VideoCodec } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { picturesOfRaw } from './pictures-of-raw.ts';
import { wrapRaw } from './wrap-raw.ts';

const PACKET = 188;
const VIDEO = 0x100;
const PES_HEADER = 14;

/** What the packets of the video carry, and how many pictures begin in them. */
function unwrap(ts: Buffer): { bytes: Buffer; pictures: number } {
  const parts: Buffer[] = [];
  let pictures = 0;
  for (let at = 0; at < ts.length; at += PACKET) {
    const packet = ts.subarray(at, at + PACKET);
    if ((packet.readUInt16BE(1) & 0x1fff) !== VIDEO) continue;
    const begins = ((packet[1] ?? 0) & 0x40) !== 0;
    if (begins) pictures++;
    const payload = 4 + ((packet[3] ?? 0) & 0x20 ? 1 + (packet[4] ?? 0) : 0);
    parts.push(packet.subarray(payload + (begins ? PES_HEADER : 0)));
  }
  return { bytes: Buffer.concat(parts), pictures };
}

type Kind = 'sets' | 'first' | 'slice' | 'behind';

const HEADERS: Record<VideoCodec, Record<Kind, number[]>> = {
  h264: { sets: [0x67, 0x42], first: [0x65, 0x88], slice: [0x65, 0x11], behind: [0x6c, 0x80] },
  h265: { sets: [0x42, 1, 1], first: [0x26, 1, 0xaf], slice: [0x26, 1, 0x2f], behind: [0x50, 1, 0x84] },
};

const unit = fc.record({
  kind: fc.constantFrom<Kind>('sets', 'first', 'slice', 'behind'),
  longStart: fc.boolean(),
  // No start code, and no zeros at the end.
  data: fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 400 }),
});

test.each(['h264', 'h265'] as const)('%s: not a byte is changed, and each picture has a packet of its own', (codec) => {
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 30 }), (units) => {
      const raw = Buffer.concat(
        [{ kind: 'first' as const, longStart: true, data: [9] }, ...units].map(({ kind, longStart, data }) =>
          Buffer.from([...(longStart ? [0] : []), 0, 0, 1, ...HEADERS[codec][kind], ...data]),
        ),
      );
      const { bytes, pictures } = unwrap(wrapRaw(codec, raw));
      expect(bytes.equals(raw)).toBe(true);
      expect(pictures).toBe(1 + units.filter(({ kind }) => kind === 'first').length);
    }),
  );
});

test('what comes before a picture belongs to it, what comes behind its slices does not', () => {
  const nal = (...bytes: number[]): Buffer => Buffer.from([0, 0, 1, ...bytes]);
  const [sets, first, slice, filler] = [nal(0x67, 1), nal(0x65, 0x88), nal(0x65, 0x11), nal(0x0c, 0xff)];
  const raw = Buffer.concat([sets, first, slice, filler, sets, first]);
  const [one, two] = picturesOfRaw('h264', raw);
  expect(one).toEqual({ from: 0, to: sets.length + first.length + slice.length + filler.length });
  expect(two).toEqual({ from: one?.to, to: raw.length });
});
