import { type Client, type Contract, createClient, type Send } from '@kaitong/contract';

export type Browser = {
  /** Operations of a contract, called as a page of `origin` would call them. */
  client<C extends Contract>(contract: C, prefix?: string): Client<C>;
  /** The same for one raw request. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  cookies: Map<string, string>;
};

export type BrowserOptions = {
  /** `null`: no page at all, as a script calls. */
  origin?: string | null;
  language?: string;
  apiKey?: string;
};

/** Keeps cookies and names its origin, like the real one, as far as our server looks. */
export function createBrowser(url: string, options: BrowserOptions = {}): Browser {
  const { origin = url, language = 'en', apiKey } = options;
  const cookies = new Map<string, string>();

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('accept-language', language);
    if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`);
    if (origin !== null) headers.set('origin', origin);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url + path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(line);
    return response;
  }

  function keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', value = ''] = pair.split('=', 2);
    if (attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))) cookies.delete(name);
    else cookies.set(name, value);
  }

  const send =
    (prefix: string): Send =>
    async ({ method, path, body }) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await call(prefix + path, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
  return { client: (contract, prefix = '') => createClient(contract, send(prefix)), fetch: call, cookies };
}
