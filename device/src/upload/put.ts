import { type Duration, milliseconds, Problem, seconds, type UploadTarget } from '@kaitong/contract';
import { done, failed, type Outcome, refused } from '../outcome.ts';
import type { Fetch } from '../ports.ts';

/** Only ends an upload that has stalled. */
const PUT_LIMIT: Duration = seconds(90);
/** 1 Mbit/s: a minute of continuous footage takes longer than that on a line which carries it no faster than it is made. */
const SLOWEST_BYTES_PER_SECOND = 125_000;
const limitOf = (bytes: number): Duration =>
  milliseconds(Math.max(PUT_LIMIT, seconds(Math.ceil(bytes / SLOWEST_BYTES_PER_SECOND))));
/** Set by fetch from the body and the address. */
const OWN_HEADERS = new Set(['content-length', 'host']);

/** Sends the bytes to the presigned target. A device cannot tell a local disk from S3, so both kinds of answer are read. */
export async function putObject(
  target: UploadTarget,
  bytes: Uint8Array<ArrayBuffer>,
  options: { fetch: Fetch; signal: AbortSignal },
): Promise<Outcome<void>> {
  let response: Response;
  try {
    response = await options.fetch(target.url, {
      method: target.method,
      headers: Object.entries(target.headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())),
      body: bytes,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(limitOf(bytes.length))]),
    });
  } catch (error) {
    return failed('unreachable', error instanceof Error ? error.message : String(error), true);
  }
  const text = await response.text().catch(() => '');
  // 412: these bytes are there already, from a PUT whose answer was lost. Only the commit is missing.
  if (response.ok || response.status === 412) return done(undefined);
  return readRefusal(response.status, text);
}

function readRefusal(status: number, text: string): Outcome<never> {
  try {
    const problem = Problem.safeParse(JSON.parse(text));
    if (problem.success) return refused(problem.data);
  } catch {
    // S3 answers in XML.
  }
  if (status === 403) return failed('upload_target_expired', 'The store refused the target.', true);
  if (status === 400) return failed('hash_mismatch', 'The store received other bytes than declared.', true);
  // Any other store's word is declared again; of 411 alone the same again is refused again.
  return failed('store_refused', `The store answered HTTP ${status}.`, status !== 411);
}
