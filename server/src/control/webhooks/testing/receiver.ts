import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver got, to be answered by the test. */
export type Received = {
  headers: Record<string, string>;
  body: string;
  type: string;
  answer(status: number, text?: string, headers?: Record<string, string>): void;
  /** Ends the line without an answer, as a process does that is killed after it has read. */
  hangUp(): void;
};

export type Receiver = {
  url: string;
  /** The next that no one has taken yet. */
  next(): Promise<Received>;
  /** What came and was not taken. */
  waiting(): Received[];
  [Symbol.asyncDispose](): Promise<void>;
};

/** Somebody's server for webhooks; it answers what the test says, when it says it. */
export async function startReceiver(): Promise<Receiver> {
  const came: Received[] = [];
  const asked: ((received: Received) => void)[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const hangUp = (): void => void request.socket.destroy();
    const received = { ...read(request.headers, body), answer: answerOf(response), hangUp };
    const next = asked.shift();
    if (next) next(received);
    else came.push(received);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    next: async () => came.shift() ?? (await new Promise<Received>((done) => asked.push(done))),
    waiting: () => came,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

const read = (headers: IncomingHttpHeaders, body: string) => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  body,
  type: String((JSON.parse(body) as { type: unknown }).type),
});

const answerOf =
  (response: ServerResponse): Received['answer'] =>
  (status, text = '', headers = {}) =>
    void response.writeHead(status, headers).end(text);
