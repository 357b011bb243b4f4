import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A stream that a server in this process gives to a browser, or gave. */
export type HeldStream = { path: string; isOpen: boolean /** What it said, signs of life apart. */; news: object[] };

/** All of them from now on, in the order in which their paths were first asked for. */
export function watchStreams(): Disposable & { all(path?: string): HeldStream[]; open(): HeldStream[] } {
  const held: HeldStream[] = [];
  const hear = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const path = request.url?.split('?')[0] ?? '';
    const { accept, 'user-agent': agent } = request.headers;
    if (!accept?.includes('text/event-stream') || !agent?.startsWith('Mozilla/')) return;
    const stream: HeldStream = { path, isOpen: true, news: [] };
    held.push(stream);
    response.once('close', () => {
      stream.isOpen = false;
    });
    const answer = response as { write(...all: unknown[]): boolean };
    const write = answer.write.bind(response);
    answer.write = (text, ...rest) => {
      for (const [, data = ''] of String(text).matchAll(/^data: (.+)$/gm)) stream.news.push(JSON.parse(data));
      return write(text, ...rest);
    };
  };
  subscribe('http.server.request.start', hear);
  const all = (path?: string) => held.filter((stream) => path === undefined || stream.path === path);
  return {
    all,
    open: () => all().filter(({ isOpen }) => isOpen),
    [Symbol.dispose]: () => void unsubscribe('http.server.request.start', hear),
  };
}
