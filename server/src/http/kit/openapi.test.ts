import { app, control, controlPlane, device, NumberedProgress, PushedFootage, regionPlane } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { describeApi } from './openapi.ts';

const document = describeApi(
  { version: '0.0.0', about: 'Tried here.' },
  [
    { name: 'control', contract: control, about: 'Makers' },
    { name: 'app', contract: app, prefix: '/{region}', about: 'Owners' },
    { name: 'device', contract: device, prefix: '/{region}', about: 'Cameras' },
    { name: 'control-plane', contract: controlPlane, about: 'Regions' },
    { name: 'region-plane', contract: regionPlane, prefix: '/{region}', about: 'Control' },
  ],
  [{ name: 'progress', path: '/progress/{id}', summary: 'Progress', caller: 'maker', event: NumberedProgress }],
  [],
  [
    {
      ...{
        name: 'device.push',
        method: 'put',
        path: '/push/{deviceId}/{name}',
        summary: 'Push',
        by: 'tool',
        type: 'application/octet-stream',
        status: 201,
      },
      ...{ reply: PushedFootage, empty: 'Kept' },
    },
  ],
) as {
  paths: Record<string, Record<string, { operationId: string; parameters?: { name: string; in: string }[] }>>;
  components: { schemas: Record<string, unknown> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, ...operation })),
);

test('every reference leads to a schema of the document', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref);
  expect(refs.length).toBeGreaterThan(50);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(refs.filter((ref) => !known.includes(String(ref)))).toEqual([]);
});

test('every operation of the contracts is there, under a name of its own', () => {
  const contracts = [control, app, device, controlPlane, regionPlane];
  const expected = contracts.reduce((sum, contract) => sum + Object.keys(contract).length, 0);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(expected + 2);
});

test('every placeholder of a path is a declared parameter', () => {
  for (const { path, parameters = [] } of operations) {
    const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
    expect(declared, path).toEqual(placeholders);
  }
});

test('what has a default is optional on its way in and there on its way out', () => {
  const { OpenEventInput } = document.components.schemas as Record<string, { required: string[] }>;
  expect(OpenEventInput?.required).not.toContain('objects');
});

test('the document holds to what linters of OpenAPI recommend', () => {
  const { servers, info } = document as unknown as { servers: unknown[]; info: { description: string } };
  expect(servers).not.toEqual([]);
  expect(info.description).not.toBe('');
  for (const operation of operations as unknown as Record<string, unknown>[]) {
    expect(operation, `${operation.operationId}`).toMatchObject({
      security: expect.any(Array),
      description: expect.any(String),
      responses: { '4XX': expect.anything() },
    });
  }
  const arrays = [...JSON.stringify(document).matchAll(/"type":"array"[^{}[\]]*\}/g)].map(([text]) => text);
  expect(arrays.filter((text) => !text.includes('"items"'))).toEqual([]);
});
