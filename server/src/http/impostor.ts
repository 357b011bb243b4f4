import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:tls';
import { type Duration, seconds } from '@kaitong/contract';
import type { Log } from '../log.ts';
import type { Pair } from '../tls/pair.ts';
import { hearSaid, type Said } from './impostor-said.ts';

/** What the impostor tells. */
export type ImpostorEars = {
  /** Somebody connected and was shown the certificate; all who come while this is being heard are told of together. */
  onMet: () => Promise<void>;
  /** Somebody sent it this. The connection ends when it resolves. */
  onTrusted: (said: Said) => Promise<void>;
};

export type Impostor = { port: number; tell(ears: ImpostorEars): void; close(): Promise<void> };

/** Handshake and first words each; who is slower is no camera. */
const PATIENCE = seconds(5);
export const MOST_CONNECTIONS = 64;

/** A TLS server with a certificate that a camera must refuse. It answers nothing, and reads no more than what is said first. */
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
    void hearSaid(socket, patience)
      .then(async (said) => said !== undefined && (await tell(({ onTrusted }) => onTrusted(said))))
      .finally(() => socket.destroy());
  });
  server.on('tlsClientError', (error: Error & { code?: string }, socket) => {
    if (hasSeenCertificate(error)) void tellMet();
    socket.destroy();
  });
  server.listen({ host, port });
  await once(server, 'listening');
  server.on('error', (err) => log.warn({ err }, 'connections.not_taken'));
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
