import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Duration, seconds } from '@kaitong/contract';
import type { AddressRules } from './address-rules.ts';
import { type FindAddresses, findAddresses } from './find-addresses.ts';

/** Something for an address that a stranger gave. */
export type Outgoing = { url: string; headers: Readonly<Record<string, string>>; body: string | Uint8Array };

/** What came of it. `status` and the beginning of its `answer` where there was one. */
export type Sent = {
  outcome:
    | 'answered'
    /** The name leads inside, or the line would be without encryption: nothing was sent. */
    | 'address_refused'
    /** There is no such name now. */
    | 'name_unknown'
    /** Nobody took the line, or it broke, or what it said is no HTTP. */
    | 'unreachable'
    /** Its certificate is not its own, or is over. */
    | 'certificate_wrong'
    | 'too_late';
  status: number | null;
  answer: string;
  /** The header as it came, cut to what one can be. */
  retryAfter: string | null;
  tookMs: number;
};

export type OutsideOptions = {
  rules: AddressRules;
  /** For all of it: finding the name, connecting, sending and reading. */
  patience?: Duration;
  lookup?: FindAddresses;
};

/** `stopped`: by `signal`; whether it arrived is not known. */
export type PostOutside = (outgoing: Outgoing, signal?: AbortSignal) => Promise<Sent | 'stopped'>;

const PATIENCE = seconds(15);
/** Enough to tell what a receiver had against it. */
const MOST_OF_ANSWER = 1024;
const MOST_HEADERS = 8 * 1024;
/** `Retry-After` is a number or a date (RFC 9110, 10.2.3). */
const MOST_OF_DATE = 40;

/**
 * Posts to whatever address a stranger named, and nothing inside can be reached by it: the name is resolved once, every
 * address of it is looked at, and the socket goes to the one that was looked at, so a name that resolves to another
 * address a moment later (DNS rebinding) changes nothing. Redirects are answers and not followed. All of it is over after
 * `patience`, whatever the other side does.
 */
export function postOutside({ rules, patience = PATIENCE, lookup = findAddresses() }: OutsideOptions): PostOutside {
  return async ({ url: text, headers, body }, signal) => {
    const began = performance.now();
    const ended = (outcome: Sent['outcome'], got: Partial<Answer> = {}): Sent => ({
      ...{ outcome, status: null, answer: '', retryAfter: null, ...got },
      tookMs: Math.round(performance.now() - began),
    });
    const url = new URL(text);
    const clock = timer(patience, signal);
    const looking = new AbortController();
    try {
      const asked = findAddress(url, rules, (name) => lookup(name, looking.signal));
      const found = await Promise.race([asked, clock.late]);
      if (found === 'stopped') return found;
      if ('outcome' in found) return ended(found.outcome);
      const send = url.protocol === 'https:' ? requestSecure : requestPlain;
      const request = send(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        lookup: pinnedTo(found.address),
        agent: false,
        maxHeaderSize: MOST_HEADERS,
      });
      try {
        request.end(body);
        const got = await Promise.race([readAnswer(request), clock.late]);
        if (got === 'stopped') return got;
        return 'outcome' in got ? ended(got.outcome) : ended('answered', got);
      } finally {
        request.on('error', () => {}); // of a line that is cut here
        request.destroy();
      }
    } catch (error) {
      return ended(isOfCertificate(error) ? 'certificate_wrong' : 'unreachable');
    } finally {
      clock.stop();
      looking.abort();
    }
  };
}

type Failed = { outcome: Exclude<Sent['outcome'], 'answered'> };

function timer(patience: Duration, signal?: AbortSignal): { late: Promise<Failed | 'stopped'>; stop(): void } {
  const { promise: late, resolve: end } = Promise.withResolvers<Failed | 'stopped'>();
  const timeout = setTimeout(() => end({ outcome: 'too_late' }), patience);
  const abort = (): void => end('stopped');
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return {
    late,
    stop() {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** One address that all may be sent to: whoever gives a name a public and a private address is up to something. */
async function findAddress(
  url: URL,
  rules: AddressRules,
  lookup: (name: string) => Promise<string[]>,
): Promise<{ address: string } | Failed> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const all = isIP(name) !== 0 ? [name] : await lookup(name).catch(() => []);
  const [address] = all;
  if (address === undefined) return { outcome: 'name_unknown' };
  const kinds = all.map((one) => rules.kindOf(one));
  const isPlain = url.protocol !== 'https:';
  const mayBe = kinds.every((kind) => kind === 'allowed' || (kind === 'public' && !isPlain));
  return mayBe ? { address } : { outcome: 'address_refused' };
}

/** A socket asks again for what it connects to; it is told what was looked at. */
const pinnedTo =
  (address: string): LookupFunction =>
  (_name, options, callback) => {
    const family = isIP(address);
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };

type Answer = Pick<Sent, 'answer' | 'retryAfter'> & { status: number };

function readAnswer(request: ClientRequest): Promise<Answer> {
  return new Promise((done, fail) => {
    request.once('error', fail);
    request.once('close', () => fail(new Error('closed before it answered')));
    // 101: it wants to speak something else on this line, which nobody listens to.
    request.once('upgrade', ({ statusCode = 101 }, socket) => {
      socket.destroy(); // it belongs to the request no longer
      done({ status: statusCode, answer: '', retryAfter: null });
    });
    request.once('response', (response) => done(readBeginning(response)));
  });
}

/** What a broken answer began with is all that there is of it; its status has been said. */
async function readBeginning(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (bytes >= MOST_OF_ANSWER) break;
    }
  } catch {
    response.destroy();
  }
  const text = Buffer.concat(chunks).subarray(0, MOST_OF_ANSWER).toString('utf8');
  return {
    status: response.statusCode ?? 0,
    answer: text.replaceAll('\0', ''),
    retryAfter: response.headers['retry-after']?.slice(0, MOST_OF_DATE) ?? null,
  };
}

const isOfCertificate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /CERT|UNABLE_TO_VERIFY|SELF_SIGNED|ALTNAME/.test(String(error.code));
