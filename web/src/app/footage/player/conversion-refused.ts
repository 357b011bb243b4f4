import { isRefusal, type Refusal } from '@kaitong/contract';

/** What the server said of a segment that it is to convert: hls.js passes on the request alone. */
export function readRefusal(request: unknown): Refusal | undefined {
  if (!(request instanceof XMLHttpRequest) || !(request.response instanceof ArrayBuffer)) return undefined;
  try {
    const said: unknown = JSON.parse(new TextDecoder().decode(request.response));
    return isRefusal(said) ? said : undefined;
  } catch {
    return undefined; // from something on the way
  }
}
