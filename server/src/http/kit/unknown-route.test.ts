import { expect, test } from 'vitest';
import { createApp } from './app.ts';

async function ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string) {
  const app = createApp({ log: undefined } as never);
  app.get('/api/v1/things/:id', async () => ({}));
  app.delete('/api/v1/things/:id', async () => ({}));
  app.put('/objects/*', async () => ({}));
  app.get('/*', async (_, reply) => reply.callNotFound());
  const { statusCode, headers, body } = await app.inject({ method, url });
  await app.close();
  const { code, params } = JSON.parse(body) as { code: string; params: object };
  return { statusCode, allow: headers.allow, code, params };
}

test.each([
  ['GET', '/api/v1/thing/1'],
  ['POST', '/api/v1/things/1/more'],
  ['POST', '/anything'],
] as const)('%s %s: no such path', async (method, url) =>
  expect(await ask(method, url)).toMatchObject({ statusCode: 404, code: 'path_unknown', allow: undefined }),
);

test.each([
  ['POST', '/api/v1/things/1?x=1', 'DELETE, GET, HEAD'],
  ['PATCH', '/api/v1/things/1/', 'DELETE, GET, HEAD'],
  ['GET', '/objects/a/b', 'PUT'],
] as const)(
  '%s %s: the path is there, the method is not, and those that are stand in the header',
  async (method, url, allow) =>
    expect(await ask(method, url)).toEqual({
      statusCode: 405,
      allow,
      code: 'method_not_allowed',
      params: { method, allowed: allow },
    }),
);
