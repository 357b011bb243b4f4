import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Duration, seconds } from '@kaitong/contract';
import type { UploadTarget } from '../object-store.ts';

/** What must not be sent is undefined. */
export type HeaderChange = Readonly<Record<string, string | undefined>>;
/** `none`: the line ended, or nothing came in time. */
export type PutStatus = number | 'none';

/** A PUT as a camera does it, and not as `fetch` would: exactly the headers of the target, unless some are changed. */
export function putAsCamera(
  { url, headers }: UploadTarget,
  body: Uint8Array,
  change: HeaderChange = {},
  patience: Duration = seconds(20), // a store's very first write may take seconds
): Promise<PutStatus> {
  const sent = Object.entries({ ...headers, ...change }).filter((each): each is [string, string] => Boolean(each[1]));
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const put = request(url, { method: 'PUT', headers: Object.fromEntries(sent), agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 'none'));
      response.once('error', () => resolve('none'));
    });
    put.once('error', () => resolve('none')).setTimeout(patience, () => put.destroy(new Error('no answer')));
    put.end(body);
  });
}
