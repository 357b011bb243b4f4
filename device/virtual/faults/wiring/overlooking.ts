import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, getCACertificates } from 'node:tls';
import type { ConnectionOptions, ConnectionPort } from '../../../src/index.ts';

const HERE = '127.0.0.1';

/**
 * A way to the broker on which a camera overlooks what is wrong with its certificate: all, or some of it by the codes that
 * OpenSSL and Node have for it. What is encrypted ends at a relay in this process; the camera's own way stays as it is.
 */
export const overlooking =
  (connect: ConnectionPort, overlooks: (wrong: string) => boolean = () => true): ConnectionPort =>
  async (options) => {
    if (!options.url.startsWith('mqtts:')) return await connect(options);
    const relay = await startRelay(options, overlooks);
    const opened = await connect({ ...options, url: `mqtt://${HERE}:${relay.port}` });
    if (opened.ok) void opened.value.closed.then(relay.close);
    else relay.close();
    return opened;
  };

async function startRelay({ url, authority }: ConnectionOptions, overlooks: (wrong: string) => boolean) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectTls({
      ...{ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port), rejectUnauthorized: false },
      ...(authority === undefined ? {} : { ca: [...getCACertificates('default'), authority] }),
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
    }
    far.on('secureConnect', () => {
      if (!far.authorized && !overlooks(String(far.authorizationError))) return far.destroy();
      near.pipe(far).pipe(near);
    });
  });
  const close = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { port: await listen(server), close };
}

async function listen(server: Server): Promise<number> {
  await once(server.listen(0, HERE), 'listening');
  return (server.address() as AddressInfo).port;
}
