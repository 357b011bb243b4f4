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

/** A browser of an owner at the address `from`, which keeps what it is told to. */
export function openBrowser(server: string, from: string, login: string, password: string) {
  const url = new URL('/cn/api/v1/sign-in', server);
  const jar = new Map<string, string>();
  return {
    /** With the right password, and again when it is told to, until it is in. */
    async signIn(): Promise<SignedIn> {
      const began = performance.now();
      for (let tries = 1; ; tries++) {
        const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
        const { status, retryAfterMs, cookies } = await ask(url, from, cookie, { login, password });
        for (const line of cookies) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        if (status === 200) return { ms: performance.now() - began, tries };
        if (status !== 503 && status !== 429) throw new Error(`a right password was answered with ${status}`);
        await sleep(retryAfterMs || RETRY_MS);
      }
    },
  };
}
