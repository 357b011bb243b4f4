import { type Client, control, createClient } from '@kaitong/contract';
import { fetchSend } from '../fetch-send.ts';
import { languageOf } from './language.ts';
import { UsageError } from './usage-error.ts';

/** The server that a command talks to, signed in with an API key. */
export type ServerConnection = { url: string; headers: Record<string, string>; client: Client<typeof control> };

/** @throws UsageError */
export function connect(environment: Readonly<Record<string, string | undefined>>): ServerConnection {
  const url = environment.KAITONG_URL?.replace(/\/+$/, '');
  const key = environment.KAITONG_API_KEY;
  if (!url) throw new UsageError('Set KAITONG_URL to the address of the server, for example http://127.0.0.1:7080.');
  if (!URL.canParse(url)) throw new UsageError(`KAITONG_URL is ${JSON.stringify(url)}, which is no address.`);
  if (!key) throw new UsageError('Set KAITONG_API_KEY to an API key; you make one in the console under API keys.');
  const headers = { authorization: `Bearer ${key}`, 'accept-language': languageOf(environment) };
  return { url, headers, client: createClient(control, fetchSend(url, { headers, repeats: true })) };
}
