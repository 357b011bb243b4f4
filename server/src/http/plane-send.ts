import { type Send, seconds } from '@kaitong/contract';
import { noteWrite } from '../store/writes.ts';

/** Planes stand close together; one that needs longer than this counts as not answering, unless the caller says otherwise. */
const PATIENCE = seconds(5);

/** Carries calls to another plane over HTTP, in the same process too. @throws on outages and after `PATIENCE` */
export function planeSend(baseUrl: string, token: string, onReply: (headers: Headers) => void = () => {}): Send {
  return async ({ method, path, body, signal = AbortSignal.timeout(PATIENCE) }) => {
    if (method !== 'GET') noteWrite();
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal as AbortSignal,
      redirect: 'error',
    });
    onReply(response.headers);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
}
