import type { Send } from '@kaitong/contract';

/** Carries requests like a browser would: keeps the cookies it is given and names its origin. */
export function cookieSend(baseUrl: string): Send {
  const jar = new Map<string, string>();
  const { origin } = new URL(baseUrl);
  return async ({ method, path, body }) => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        origin,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        'accept-language': 'en',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}
