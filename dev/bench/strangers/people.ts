import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type SignedIn = { ms: number; tries: number };

type Answer = { status: number; retryAfterMs: number; cookies: string[] };

const RETRY_MS = 500;

function ask(url: URL, from: string, cookie: string, body: object): Promise<Answer> {
  const text = JSON.stringify(body);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    origin: url.origin,
    ...(cookie === '' ? {} : { cookie }),
  };
  return new Promise((resolve, reject) => {
    request(url, { method: 'POST', headers, localAddress: from }, (response) => {
      const { statusCode: status = 0, headers: given } = response;
      const retryAfterMs = Number(given['retry-after'] ?? 0) * 1000;
      response.resume().once('end', () => resolve({ status, retryAfterMs, cookies: given['set-cookie'] ?? [] }));
    })
      .once('error', reject)
      .end(text);
  });
}

/** As told, or soon: a person who sees no time. */
const comeAgain = ({ status, retryAfterMs }: Answer): Promise<void> => {
  if (status !== 503 && status !== 429) throw new Error(`a password was answered with ${status}`);
  return sleep(retryAfterMs || RETRY_MS);
};

/** A browser of an owner at the address `from`, which keeps what it is told to. */
export function openBrowser(server: string, from: string, login: string, password: string) {
  const url = new URL('/cn/api/v1/sign-in', server);
  const jar = new Map<string, string>();
  const give = (given: string): Promise<Answer> => {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    return ask(url, from, cookie, { login, password: given });
  };
  return {
    /** Gives a wrong password, and again when it is told to, until that is looked at. */
    async mistype(): Promise<void> {
      for (;;) {
        const answer = await give(`${password} mistyped`);
        if (answer.status === 401) return;
        await comeAgain(answer);
      }
    },
    /** With the right password, and again when it is told to, until it is in. */
    async signIn(): Promise<SignedIn> {
      const began = performance.now();
      for (let tries = 1; ; tries++) {
        const answer = await give(password);
        for (const line of answer.cookies) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        if (answer.status === 200) return { ms: performance.now() - began, tries };
        await comeAgain(answer);
      }
    },
  };
}
