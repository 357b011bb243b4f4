import { connect, createServer, type Socket } from 'node:net';

/** A way to a port of this machine that can be broken like a bad network. */
export type BreakableLine = {
  port: number;
  /** Both ends see it. */
  cut(): void;
  /** The client sees it; the server goes on believing in it. */
  halfOpen(): void;
  close(): Promise<void>;
};

export async function openBreakableLine(to: number): Promise<BreakableLine> {
  const pairs = new Set<{ client: Socket; server: Socket }>();
  const listener = createServer((client) => {
    const server = connect(to, '127.0.0.1');
    pairs.add({ client, server });
    for (const socket of [client, server]) socket.on('error', () => {}); // that it broke is what it is for
    client.on('data', (bytes) => server.write(bytes));
    server.on('data', (bytes) => client.destroyed || client.write(bytes));
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  const cut = (): void => {
    for (const { client, server } of pairs) for (const socket of [client, server]) socket.destroy();
    pairs.clear();
  };
  return {
    port: address.port,
    cut,
    halfOpen() {
      for (const { client } of pairs) client.destroy();
    },
    async close() {
      cut();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
