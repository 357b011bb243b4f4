import { type Client, createClient, type Duration, device, seconds } from '@kaitong/contract';
import type { Fetch } from './ports.ts';

export type RegionClient = Client<typeof device>;

/** Longer than any answer of a healthy region, shorter than a user's patience with a camera. */
const ANSWER_LIMIT: Duration = seconds(15);

/** The device's HTTP operations of one region. `token` is absent for pairing and for getting a token. */
export function regionClient(options: {
  url: string;
  fetch: Fetch;
  token?: string;
  signal?: AbortSignal;
}): RegionClient {
  const base = options.url.replace(/\/+$/, '');
  return createClient(device, async ({ method, path, body }) => {
    const limits = [AbortSignal.timeout(ANSWER_LIMIT), ...(options.signal ? [options.signal] : [])];
    const response = await options.fetch(`${base}${path}`, {
      method,
      signal: AbortSignal.any(limits),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await readJson(response) };
  });
}

/** What is not JSON is kept as text: a proxy's error page must not hide its status. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
