import { createServer, type IncomingMessage } from 'node:http';
import { seconds } from '@kaitong/contract';
import type { Log } from '../../log.ts';
import { isSame } from '../../secrets/tokens.ts';
import { type Decider, QUESTIONS } from './decide.ts';
import type { RabbitSettings } from './settings.ts';

/** Longer than any token with all that stands beside it. */
const MOST_BYTES = 16 * 1024;
const PATIENCE = seconds(10);

export type Hook = { close(): Promise<void> };

/**
 * Answers what the nodes of a RabbitMQ cluster ask of devices. Whoever does not know the path is not answered; what cannot be
 * looked up is denied, and asked again when the device comes again.
 */
export async function listenHook(
  { host, port, path }: RabbitSettings['hook'],
  decide: Decider,
  log: Log,
): Promise<Hook> {
  const server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, (request, response) => {
    const question = QUESTIONS.find((one) => isSame(request.url ?? '', `${path}/${one}`));
    if (request.method !== 'POST' || question === undefined) {
      response.writeHead(404, { connection: 'close' }).end();
      return;
    }
    void readForm(request)
      .then((asked) => decide(question, asked))
      .catch((err: unknown) => {
        log.error({ err, question }, 'broker.hook_failed');
        return 'deny';
      })
      .then((answer) => void response.writeHead(200, { 'content-type': 'text/plain' }).end(answer));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('a question is too long');
    chunks.push(chunk);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}
