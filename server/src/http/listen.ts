import { once } from 'node:events';
import type { Server } from 'node:net';
import { BACKLOG } from '../connections/backlog.ts';

type Closable = Server & { closeAllConnections(): void };
export type Listening = { port: number; close(): Promise<void> };

/** Has a server listen. `close` ends the connections that stand, and resolves when all are gone. */
export async function listen(server: Closable, { host, port }: { host: string; port: number }): Promise<Listening> {
  server.listen({ host, port, backlog: BACKLOG });
  await once(server, 'listening');
  server.on('error', () => {}); // one that could not be taken: without descriptors that happens, and ends nothing
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
