import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Contract, control, device } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { apiDocument } from './api-document.ts';
import { consoleExamples, deviceExamples } from './api-examples.ts';

const all: [string, Contract, typeof deviceExamples][] = [
  ['device', device, deviceExamples],
  ['console', control, consoleExamples],
];

test.each(all)('every example of %s is what its operation takes and answers', (_, contract, examples) => {
  for (const [name, { body, reply }] of Object.entries(examples)) {
    const operation = contract[name];
    expect(operation, name).toBeDefined();
    if (body !== undefined) expect(operation?.body.safeParse(body).error, `${name}: body`).toBeUndefined();
    if (reply !== undefined) expect(operation?.reply.safeParse(reply).error, `${name}: reply`).toBeUndefined();
  }
});

test('every call of a camera has an example, and the document shows it', () => {
  expect(Object.keys(deviceExamples).sort()).toEqual(Object.keys(device).sort());
  const { paths } = apiDocument('0.0.0') as { paths: Record<string, Record<string, unknown>> };
  const { post } = paths['/{region}/device/v1/events'] ?? {};
  expect(post).toMatchObject({
    requestBody: { content: { 'application/json': { example: deviceExamples.openEvent?.body } } },
    responses: { '201': { content: { 'application/json': { example: deviceExamples.openEvent?.reply } } } },
  });
});

test('the proofs of the examples are right', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('../../../docs/protocol/vectors/hmac.json', import.meta.url), 'utf8'),
  ) as Record<string, { key: string; text: string }>;
  const [pairing, token] = Object.values(vectors);
  const proofOf = (vector?: { key: string; text: string }): string =>
    createHmac('sha256', vector?.key ?? '')
      .update(vector?.text ?? '')
      .digest('hex');
  expect(deviceExamples.pairDevice?.body).toMatchObject({ proof: proofOf(pairing) });
  expect(deviceExamples.getToken?.body).toMatchObject({ proof: proofOf(token) });
});

test('what a certificate carries has a schema', () => {
  const { components } = apiDocument('0.0.0') as { components: { schemas: Record<string, unknown> } };
  expect(components.schemas).toMatchObject({
    CertificatePayload: { properties: { firmware: expect.anything(), objects: expect.anything() } },
    RevocationList: { properties: { revoked: expect.anything() } },
  });
  expect(JSON.stringify(apiDocument('0.0.0'))).toContain(
    '"contentSchema":{"$ref":"#/components/schemas/CertificatePayload"}',
  );
});
