import type { FirmwareOffer } from '@kaitong/contract';
import { type Patience, retrying } from '../back-off.ts';
import { done, failed, type Outcome } from '../outcome.ts';
import type { Fetch } from '../ports.ts';

type Place = {
  fetch: Fetch;
  patience: Patience;
  /** For an address of now; it is of another release where that changed meanwhile. */
  askAgain(): Promise<Outcome<FirmwareOffer | null>>;
};

/** All of an image. Where the line breaks it goes on; where the store has another image by then, it begins anew. */
export async function download(
  offer: FirmwareOffer,
  { fetch, patience, askAgain }: Place,
): Promise<Outcome<Uint8Array>> {
  const { releaseId, manifest } = offer;
  const image = new Uint8Array(manifest.bytes);
  let [url, length, etag] = [offer.url, 0, undefined as string | undefined];

  // A slow line takes longer than anybody's patience: that begins anew with each part that came, and so ends with the last.
  for (let furthest = 0; ; ) {
    const outcome = await retrying(patience, fetchRest);
    if (outcome.ok || !outcome.problem.retry || length <= furthest) return outcome;
    furthest = length;
  }

  async function fetchRest(): Promise<Outcome<Uint8Array>> {
    try {
      const headers = length > 0 && etag ? { range: `bytes=${length}-`, 'if-range': etag } : {};
      const response = await fetch(url, { headers, ...(patience.signal ? { signal: patience.signal } : {}) });
      if (response.status === 403 || response.status === 404) return await renew();
      if (response.status !== 200 && response.status !== 206)
        return failed('store_refused', `The image was answered with ${response.status}.`, response.status >= 500);
      if (response.status === 200) length = 0;
      etag = response.headers.get('etag') ?? undefined;
      for await (const chunk of response.body ?? []) {
        if (length + chunk.length > image.length)
          return failed('answer_invalid', 'The image is longer than was signed.');
        image.set(chunk, length);
        length += chunk.length;
      }
      return length === image.length ? done(image) : failed('unreachable', 'The image broke off.', true);
    } catch (error) {
      return failed('unreachable', String(error), true);
    }
  }

  async function renew(): Promise<Outcome<Uint8Array>> {
    const anew = await askAgain();
    if (!anew.ok) return anew;
    if (anew.value?.releaseId !== releaseId) return failed('stopped', 'The release is not offered any more.');
    url = anew.value.url;
    return failed('store_refused', 'The address was over.', true);
  }
}
