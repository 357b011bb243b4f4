import { createServer } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Listening, listen } from './listen.ts';

/** The same routes without encryption: for planes of this process, which a certificate of another host would stop. */
export async function listenLocally(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  await app.ready();
  const server = createServer((request, response) => app.routing(request, response));
  return await listen(server, { host, port });
}
