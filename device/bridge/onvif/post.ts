import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { Duration } from '@kaitong/contract';
import type { Clock } from '../../src/index.ts';
import { type Answer, no, type OnvifProblem, yes } from './problem.ts';

/** A camera's answers have some tens of kilobytes at most. */
const MOST_BYTES = 256 * 1024;

export type Posted = { status: number; challenges: string[]; text: string };
export type Limits = { clock: Clock; within: Duration; signal: AbortSignal };

/**
 * One request on a connection of its own: no redirect is followed, nothing is unpacked, and neither a long answer nor one
 * that never ends is waited for.
 */
export async function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  { clock, within, signal }: Limits,
): Promise<Answer<Posted>> {
  const [late, over] = [new AbortController(), new AbortController()];
  void clock.sleep(within, over.signal).then(() => {
    if (!over.signal.aborted) late.abort();
  });
  try {
    const answer = await send(url, headers, body, AbortSignal.any([signal, late.signal]));
    let bytes = 0;
    const parts: Buffer[] = [];
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MOST_BYTES) return no('not_readable'); // which ends the connection
      parts.push(part);
    }
    const challenges = answer.headersDistinct['www-authenticate'] ?? [];
    return yes({ status: answer.statusCode ?? 0, challenges, text: Buffer.concat(parts).toString('utf8') });
  } catch (error) {
    return no(late.signal.aborted ? 'silent' : problemOf(String((error as NodeJS.ErrnoException).code)));
  } finally {
    over.abort();
  }
}

function send(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    request(url, { method: 'POST', agent: false, signal, headers: { ...headers, 'content-length': length } }, resolve)
      .on('error', reject)
      .end(body);
  });
}

function problemOf(code: string): OnvifProblem {
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/.test(code)) return 'unreachable';
  if (/^HPE_/.test(code)) return 'not_readable';
  return /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/.test(code) ? 'certificate' : 'lost';
}
