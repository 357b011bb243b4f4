import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inDecodingOrder, PacketPlaces } from './packet-places.ts';

test('a picture is found in decoding order by its display time, whatever the order in which it is shown', () => {
  const group = fc.uniqueArray(fc.nat(1000), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(group, (times) => {
      const places = new PacketPlaces();
      for (const [at, pts] of times.entries()) places.add({ pts, dtsMs: 5000 + at * 40 });
      for (const pts of [...times].sort((a, b) => a - b)) {
        const packet = times.indexOf(pts);
        expect(places.find(pts)).toEqual({ packet, ms: packet * 40 });
      }
    }),
  );
});

test('a time that two packets have, or none, is no place', () => {
  const places = new PacketPlaces();
  for (const pts of [0, 40, 40, null]) places.add({ pts, dtsMs: null });
  expect([places.find(40), places.find(80), places.find(null)]).toEqual([undefined, undefined, undefined]);
  expect(places.find(0)).toEqual({ packet: 0, ms: null });
});

test('what was refused is the packet without a picture, if as many have none as were refused', () => {
  const places = new PacketPlaces();
  for (let at = 0; at < 1000; at++) {
    places.add({ pts: at, dtsMs: at });
    if (at !== 300) places.find(at);
  }
  expect(places.withoutPicture(1)).toMatchObject({ packet: 300 });
  expect(places.withoutPicture(2)).toBeUndefined();
});

test('places are told once and in decoding order', () => {
  const [one, other] = [
    { packet: 7, ms: 280 },
    { packet: 3, ms: 120 },
  ];
  expect(inDecodingOrder([one, other, one])).toEqual([other, one]);
});
