import { isRefusal, MOST_SBOM_BYTES } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSbom } from './read-sbom.ts';

const told = (text: string | Uint8Array) => {
  const read = readSbom(typeof text === 'string' ? Buffer.from(text) : text);
  return isRefusal(read) ? read.code : `${read.kind.format} ${read.kind.version}`;
};

test.each([
  ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}', 'cyclonedx 1.6'],
  ['\uFEFF{"specVersion":"1.4","bomFormat":"CycloneDX"}', 'cyclonedx 1.4'],
  ['{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"fw"}', 'spdx 2.3'],
  ['{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{}]}', 'spdx 3.0.1'],
])('what says of itself that it is one is taken: %s', (text, kind) => {
  expect(told(text)).toBe(kind);
});

test.each([
  '',
  '[]',
  'null',
  '{"bomFormat":"CycloneDX"}',
  '{"bomFormat":"CycloneDX","specVersion":1.6}',
  '{"spdxVersion":"SPDX-2.3","name":"fw"}',
  '{"@context":"https://example.com/rdf/3.0.1/spdx-context.jsonld","@graph":[{}]}',
  '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>',
  '{"bomFormat":"CycloneDX","specVersion":"1.6"',
])('anything else is refused: %s', (text) => {
  expect(told(text)).toBe('sbom_refused');
});

test('bytes that are no UTF-8, and two MiB of brackets, are refused and not more', () => {
  expect(told(Buffer.from('{"bomFormat":"CycloneDX","specVersion":"1.6","name":"\xff"}', 'latin1'))).toBe(
    'sbom_refused',
  );
  expect(told('['.repeat(MOST_SBOM_BYTES))).toBe('sbom_refused');
  expect(told(`${'['.repeat(MOST_SBOM_BYTES)} `)).toBe('sbom_too_large');
});

test('whatever comes, it is read or refused', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof told(bytes) === 'string'));
  fc.assert(fc.property(fc.json(), (text) => told(text) === 'sbom_refused'));
});
