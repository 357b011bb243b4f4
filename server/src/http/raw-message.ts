import type { FastifyInstance, FastifyRequest } from 'fastify';

/** A message as it came: signatures are over bytes, whatever format they are in. */
export type RawMessage = { header(name: string): string | undefined; body: string };

/** Lets the routes of this scope take bodies of any type as text. */
export function takeRawBodies(scope: FastifyInstance, bodyLimit: number): void {
  scope.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimit;
  });
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body));
}

export const rawMessage = (request: FastifyRequest): RawMessage => ({
  body: typeof request.body === 'string' ? request.body : '',
  header: (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  },
});
