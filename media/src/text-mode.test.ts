import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../fixtures/catalogue.ts';
import { clipOf, codesOf, encrypted, judge, upload } from '../fixtures/clip.ts';
import { findTextMode, lacksReturns } from './text-mode.ts';

/** As files and transfers in text mode write ends of lines. */
const inTextMode = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from([...bytes].flatMap((byte) => (byte === 0x0a ? [0x0d, 0x0a] : [byte])));

const few = Object.entries(goodClips).filter(([, { files }]) => files.length < 3);
const errorsOf = (clip: Parameters<typeof judge>[0]) =>
  judge(clip).findings.filter(({ severity }) => severity === 'error');

describe.each(few)('%s', (_, fixture) => {
  test('as it is says nothing of text mode, and changed by it nothing else', () => {
    expect(clipOf(fixture).uploads.map(({ bytes }) => findTextMode(bytes))).toEqual(fixture.files.map(() => null));
    const errors = errorsOf(clipOf(fixture, inTextMode));
    expect(new Set(errors.map(({ code, measured }) => `${code}:${measured}`))).toContain('obj.damaged:text_mode');
  });

  test('is told so whether it was encrypted before or behind', () => {
    const behind = encrypted(clipOf(fixture, inTextMode));
    const before = encrypted(clipOf(fixture));
    const changed = before.uploads.map(({ bytes, object }) =>
      upload(inTextMode(bytes), object.n, object.kind, object.durationMs, object.iv),
    );
    for (const clip of [behind, { ...before, uploads: changed }])
      expect(codesOf(errorsOf(clip))).toContain('obj.damaged');
  });
});

test('what it changed on the way is not called another size or another hash', () => {
  const clip = clipOf(goodClips['H.264 and AAC in MPEG-TS']);
  const uploads = clip.uploads.map(({ bytes, object }) => ({ bytes: inTextMode(bytes), object }));
  expect(codesOf(errorsOf({ ...clip, uploads }))).toEqual(['obj.damaged']);
});

test('only bytes of which each 0x0A has its 0x0D are, and not by chance; the place is that of the first', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.oneof(fc.nat(255), fc.constant(0x0a)), { minLength: 64, maxLength: 300 })
        .map((all) => Uint8Array.from(all)),
      (bytes) => {
        bytes.set([0x47, 0x40, 0, 0x10]);
        const feeds = bytes.filter((byte) => byte === 0x0a).length;
        const changed = inTextMode(bytes);
        const first = changed.findIndex((byte, at) => byte === 0x0d && changed[at + 1] === 0x0a);
        expect(findTextMode(changed)).toBe(feeds < 8 ? null : first);
        const isBare = bytes.some((byte, at) => byte === 0x0a && bytes[at - 1] !== 0x0d);
        if (isBare) expect(findTextMode(bytes)).toBeNull();
      },
    ),
  );
  const text = new TextEncoder().encode('HTTP/1.1 200 OK\r\n'.repeat(20));
  expect(findTextMode(text)).toBeNull();
});

describe('what reading or receiving in text mode takes out', () => {
  const without = (bytes: Uint8Array): Uint8Array => bytes.filter((byte) => byte !== 0x0d);
  const asLineFeeds = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => (byte === 0x0d ? 0x0a : byte));
  const onlyErrors = (clip: Parameters<typeof judge>[0]) =>
    errorsOf(clip).map(({ code, measured }) => `${code}:${measured}`);

  test('each 0x0D: that is all that is said', () => {
    for (const name of ['H.264 and AAC in MPEG-TS', 'MP4, moov first'] as const) {
      expect(onlyErrors(clipOf(goodClips[name], without))).toEqual(['obj.damaged:lost_returns']);
      for (const { bytes } of clipOf(goodClips[name], asLineFeeds).uploads) expect(lacksReturns(bytes)).toBe(true);
    }
  });

  test('of pairs 0x0D 0x0A the first byte: the packets that are too short tell, or that none is left of many', () => {
    let state = 1;
    const noise = Uint8Array.from({ length: 1_200_000 }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 255;
    });
    const unpaired = noise.filter((byte, at) => byte !== 0x0d || noise[at + 1] !== 0x0a);
    expect([lacksReturns(noise), lacksReturns(unpaired)]).toEqual([false, true]);
    const packets = Uint8Array.from({ length: 40 * 188 }, (_, at) =>
      at % 188 === 0 ? 0x47 : at % 188 < 9 ? 0x0d : 0x11,
    );
    const short = packets.map((byte, at) => (at % 188 === 100 ? 0x0a : byte)).filter((_, at) => at % 1880 !== 99);
    expect([lacksReturns(packets), lacksReturns(short)]).toEqual([false, true]);
  });

  test('no good object lacks them, nor zeros, nor text', () => {
    for (const one of Object.values(goodClips))
      for (const { bytes } of clipOf(one).uploads) expect(lacksReturns(bytes)).toBe(false);
    expect(lacksReturns(new Uint8Array(100_000))).toBe(false);
    expect(lacksReturns(new TextEncoder().encode('<html>Bad gateway</html>\n'.repeat(4000)))).toBe(false);
  });
});
