import { type Client, createClient, type Duration, device, seconds } from '@kaitong/contract';
import type { Fetch } from './ports.ts';

/**
 * The device's operations of one region, typed by the contract. They throw `ProblemError` for a refusal and whatever the
 * line throws for an outage.
 */
export type RegionClient = Client<typeof device>;

/** Who calls. `token` is absent for pairing and for getting a token; `signal` ends a call that is under way. */
export type RegionCaller = { token?: string; signal?: AbortSignal };

/** The way to the region. A camera with an HTTP library of its own, or none, brings another one. */
export type RegionPort = (caller: RegionCaller) => RegionClient;

/** Longer than any answer of a healthy region, shorter than a user's patience with a camera. */
const ANSWER_LIMIT: Duration = seconds(15);

/** JSON over HTTP to the region's address. */
export function regionOverHttp(url: string, fetch: Fetch): RegionPort {
  const base = url.replace(/\/+$/, '');
  return ({ token, signal }) =>
    createClient(device, async ({ method, path, body }) => {
      const limits = [AbortSignal.timeout(ANSWER_LIMIT), ...(signal ? [signal] : [])];
      const response = await fetch(`${base}${path}`, {
        method,
        signal: AbortSignal.any(limits),
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
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
