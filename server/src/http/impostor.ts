import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { type Duration, seconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import type { Pair } from '../tls/pair.ts';

/** What the impostor tells. */
export type ImpostorEars = {
  /** Somebody connected and was shown the certificate; all who come while this is being heard are told of together. */
  onMet: () => Promise<void>;
  /** Somebody sent it a request for this path, without a slash before it. The connection ends when this resolves. */
  onTrusted: (path: string) => Promise<void>;
};

export type Impostor = { port: number; tell(ears: ImpostorEars): void; close(): Promise<void> };

/** Handshake and request line each; who is slower is no camera that uploads. */
const PATIENCE = seconds(5);
/** More than the first line of any request to a target of ours. */
const MOST_BYTES = 4096;
export const MOST_CONNECTIONS = 64;

/** A TLS server with a certificate that a camera must refuse. It answers nothing, and reads no more than a request's first line. */
export async function startImpostor({
  host,
  port,
  certificate,
  log,
  patience = PATIENCE,
}: {
  host: string;
  port: number;
  certificate: Pair;
  log: Log;
  patience?: Duration;
}): Promise<Impostor> {
  const server = createServer({ ...certificate, handshakeTimeout: patience });
  server.maxConnections = MOST_CONNECTIONS;
  const sockets = new Set<Socket>();
  const underWay = new Set<Promise<void>>();
  let ears: ImpostorEars | undefined;
  let isNews = false;
  let isTelling = false;

  const tell = async (what: (ears: ImpostorEars) => Promise<void>): Promise<void> => {
    if (!ears) return;
    const told = what(ears).catch((err: unknown) => log.error({ err }, 'impostor.unheard'));
    underWay.add(told);
    await told;
    underWay.delete(told);
  };
  const tellMet = async (): Promise<void> => {
    isNews = true;
    if (isTelling) return;
    isTelling = true;
    while (isNews) {
      isNews = false;
      await tell(({ onMet }) => onMet());
    }
    isTelling = false;
  };

  server.on('connection', (socket: Socket) => sockets.add(socket.once('close', () => sockets.delete(socket))));
  server.on('secureConnection', (socket) => {
    void tellMet();
    void readRequestPath(socket, patience)
      .then(async (path) => path !== undefined && (await tell(({ onTrusted }) => onTrusted(path))))
      .finally(() => socket.destroy());
  });
  server.on('tlsClientError', (error: Error & { code?: string }, socket) => {
    if (hasSeenCertificate(error)) void tellMet();
    socket.destroy();
  });
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    tell: (listener) => {
      ears = listener;
    },
    async close() {
      ears = undefined;
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await Promise.all(underWay);
    },
  };
}

/** A client says by an alert that it refuses the certificate, or just goes; one that speaks no TLS does neither. */
const hasSeenCertificate = ({ code }: { code?: string }): boolean =>
  code === 'ECONNRESET' || /_ALERT_/.test(code ?? '');

/** The path of the request that is sent over this connection; `undefined` when none is. */
function readRequestPath(socket: TLSSocket, patience: Duration): Promise<string | undefined> {
  return new Promise((resolve) => {
    let head = '';
    const timer = setTimeout(() => resolve(undefined), patience);
    const end = (path: string | undefined): void => {
      clearTimeout(timer);
      socket.pause();
      resolve(path);
    };
    socket.on('error', () => end(undefined));
    socket.on('close', () => end(undefined));
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const [, path] = /^[A-Z]+ (?:https:\/\/[^/\s]+)?\/([^\s?]*)[\s?]/.exec(head) ?? [];
      if (path !== undefined || head.length > MOST_BYTES) end(path);
    });
  });
}
