import { readFileSync } from 'node:fs';
import { commands } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ASYNCAPI_FILE, writeAsyncApi } from './asyncapi.ts';

test('docs/protocol/asyncapi.yaml is what the schemas say; write it anew with `node server/src/broker/asyncapi.ts`', () => {
  expect(readFileSync(ASYNCAPI_FILE, 'utf8')).toBe(writeAsyncApi());
});

test('every reference in the document leads somewhere, and every command has its channel', () => {
  const document = parse(writeAsyncApi());
  expect(Object.keys(document.channels)).toEqual(['status', 'reply', ...Object.keys(commands)]);
  for (const [, path = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = path.split('/').reduce((at, name) => at?.[name], document);
    expect(found, path).toBeTypeOf('object');
  }
});
