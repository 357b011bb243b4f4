import { setTimeout as sleep } from 'node:timers/promises';
import type { Send } from '@kaitong/contract';

/** Of one request that is put off by the server: while it starts on a busy machine its database may be out of reach. */
const MOST_TRIES = 10;

/** Carries requests like a browser would: keeps the cookies it is given, names its origin, and comes again when told to. */
export function cookieSend(baseUrl: string): Send {
  const jar = new Map<string, string>();
  const { origin } = new URL(baseUrl);
  return async ({ method, path, body }) => {
    const request = (): Promise<Response> =>
      fetch(baseUrl + path, {
        method,
        headers: {
          origin,
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          'accept-language': 'en',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const response = await comingAgain(request);
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}

async function comingAgain(request: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await request();
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (response.status !== 503 || Number.isNaN(seconds) || tries === MOST_TRIES) return response;
    await response.body?.cancel();
    await sleep(seconds * 1000);
  }
}
