import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../fixtures/catalogue.ts';
import { clipOf, codesOf, encrypted, judge, upload } from '../fixtures/clip.ts';
import { findTextMode } from './text-mode.ts';

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
