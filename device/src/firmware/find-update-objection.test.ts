import { readFileSync } from 'node:fs';
import { manifestText, SignedManifest } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { findUpdateObjection, type UpdateObjection } from './find-update-objection.ts';

type Vectors = {
  key: { pem: string };
  signed: Record<string, SignedManifest & { text: string }>;
  cameras: { camera: { pid: string; firmware: string }; signed: string; objection: UpdateObjection | null }[];
  refused: Record<string, SignedManifest>;
};
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../../docs/protocol/vectors/firmware.json', import.meta.url), 'utf8'),
);
const makerKeys = [vectors.key.pem];
const [first] = vectors.cameras;
if (!first) throw new Error('there are no vectors');

test.each(Object.entries(vectors.signed))(
  'the bytes that are signed of %s are the vector’s',
  (_, { text, ...signed }) => expect(manifestText(SignedManifest.parse(signed).manifest)).toBe(text),
);

test.each(vectors.cameras)(
  'to $camera.firmware of $camera.pid, $signed: $objection',
  ({ camera, signed, objection }) => {
    const update = SignedManifest.parse(vectors.signed[signed]);
    expect(findUpdateObjection({ ...camera, makerKeys }, update) ?? null).toBe(objection);
  },
);

test.each(Object.entries(vectors.refused))('%s is not what the maker signed', (_, signed) =>
  expect(findUpdateObjection({ ...first.camera, makerKeys }, SignedManifest.parse(signed))).toBe('signature_wrong'),
);

test('a camera believes any key that its maker built in, and none where there is none', () => {
  const other =
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END PUBLIC KEY-----\n';
  const signed = SignedManifest.parse(vectors.signed['an update']);
  expect(findUpdateObjection({ ...first.camera, makerKeys: [other, vectors.key.pem] }, signed)).toBeUndefined();
  expect(findUpdateObjection({ ...first.camera, makerKeys: [other] }, signed)).toBe('signature_wrong');
  expect(findUpdateObjection({ ...first.camera, makerKeys: [] }, signed)).toBe('signature_wrong');
});
