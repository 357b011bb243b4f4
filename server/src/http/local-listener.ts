import { once } from 'node:events';
import { createServer } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** The same routes without encryption: for planes of this process, which a certificate of another host would stop. */
export async function listenLocally(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
): Promise<{ close(): Promise<void> }> {
  await app.ready();
  const server = createServer((request, response) => app.routing(request, response));
  server.listen({ host, port });
  await once(server, 'listening');
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
