import { type Client, control, createClient } from '@kaitong/contract';
import { fetchSend } from '../fetch-send.ts';
import { type Environment, readLogins } from './kept-logins.ts';
import { languageOf } from './language.ts';
import { UsageError } from './usage-error.ts';

/** The server that a command talks to, signed in with an API key. */
export type ServerConnection = { url: string; headers: Record<string, string>; client: Client<typeof control> };

/** By KAITONG_URL and KAITONG_API_KEY, or as `kaitong login` left it. @throws UsageError */
export function connect(environment: Environment): ServerConnection {
  const url = serverOf(environment);
  const key = environment.KAITONG_API_KEY || readLogins(environment).servers[url]?.key;
  if (!key)
    throw new UsageError(
      `Not signed in at ${url}. Run kaitong login, or set KAITONG_API_KEY to an API key; you make one in the console under API keys.`,
    );
  return connectWith(url, key, environment);
}

export function connectWith(url: string, key: string | undefined, environment: Environment): ServerConnection {
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    'accept-language': languageOf(environment),
  };
  return { url, headers, client: createClient(control, fetchSend(url, { headers, repeats: true })) };
}

/** @throws UsageError */
export function serverOf(environment: Environment, named?: string): string {
  const url = (named ?? environment.KAITONG_URL ?? readLogins(environment).current)?.replace(/\/+$/, '');
  if (!url)
    throw new UsageError(
      'Set KAITONG_URL to the address of the server, for example http://127.0.0.1:7080, or run kaitong login --url ADDRESS.',
    );
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw new UsageError(
      `${named === undefined ? 'KAITONG_URL' : '--url'} is ${JSON.stringify(url)}, which is no address.`,
    );
  return url;
}
