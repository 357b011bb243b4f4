import { createEventParser, seconds } from '@kaitong/contract';
import type { Prove } from './plane-tokens.ts';

/** The sender writes at least every 15 s; a line that is silent for longer died without saying so. */
const SILENCE = seconds(40);

/** Reads a stream of another plane, in the same process too, until it ends or `signal` aborts. @throws on outages */
export type PlaneStream = (path: string, signal: AbortSignal) => AsyncGenerator<unknown[]>;

export function planeStream(baseUrl: string, prove: Prove): PlaneStream {
  return async function* (path, signal) {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), SILENCE);
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        headers: { ...prove({ method: 'GET', path, body: null }), accept: 'text/event-stream' },
        signal: AbortSignal.any([signal, silence.signal]),
        redirect: 'error',
      });
      if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}`);
      const parse = createEventParser();
      for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
        timer.refresh();
        yield parse(piece).flatMap(({ data }) => (data === '' ? [] : [JSON.parse(data) as unknown]));
      }
    } finally {
      clearTimeout(timer);
    }
  };
}
