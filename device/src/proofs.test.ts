import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { licenceProof, secretProof } from './proofs.ts';

type Vector = { key: string; text: string; hmac: string };
const vectors: Record<string, Vector> = JSON.parse(
  readFileSync(new URL('../../docs/protocol/vectors/hmac.json', import.meta.url), 'utf8'),
);

test.each(Object.entries(vectors))('%s', (_, { key, text, hmac }) => expect(secretProof(key, text)).toBe(hmac));

test('a licence’s proof binds the pairing token to the UUID', () => {
  const [{ key, text, hmac } = { key: '', text: '', hmac: '' }] = Object.values(vectors);
  const [token = '', uuid = ''] = text.split('.');
  expect(licenceProof(key, token, uuid)).toBe(hmac);
});
