import { createServer } from 'node:http';
import { seconds } from '@kaitong/contract';
import { listen } from '../../http/listen.ts';

/** Answers to an authority that looks whether a name is ours (RFC 8555, 8.3: `http-01`). */
export type Challenges = {
  port: number;
  answer(token: string, text: string): void;
  close(): Promise<void>;
};

const PATH = '/.well-known/acme-challenge/';
const PATIENCE = seconds(10);
/** Authorities look from a handful of places at once. */
const MOST_CONNECTIONS = 64;

/** Listens, without encryption as the standard has it, for as long as an order takes; it gives nothing else to anybody. */
export async function answerChallenges({ host, port }: { host: string; port: number }): Promise<Challenges> {
  const answers = new Map<string, string>();
  const server = createServer(
    { headersTimeout: PATIENCE, requestTimeout: PATIENCE, keepAlive: false },
    ({ method, url = '' }, response) => {
      const text = url.startsWith(PATH) ? answers.get(url.slice(PATH.length)) : undefined;
      const known = method === 'GET' && text !== undefined;
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/octet-stream', connection: 'close' });
      response.end(known ? text : '');
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  const listening = await listen(server, { host, port });
  return {
    ...listening,
    answer: (token, text) => void answers.set(token, text),
  };
}
