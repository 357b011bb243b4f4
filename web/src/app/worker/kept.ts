/** Says of an answer when it was one; only what was kept has it. */
const KEPT_AT = 'x-kept-at';
const BYTES = 'x-kept-bytes';

/** Puts an answer into a cache, and takes the oldest out of it until all are within `most` bytes. */
export async function keep(cache: Cache, request: Request, answer: Response, most: number): Promise<void> {
  const body = await answer.arrayBuffer();
  if (body.byteLength > most / 4) return;
  const headers = {
    'content-type': answer.headers.get('content-type') ?? '',
    'content-security-policy': answer.headers.get('content-security-policy') ?? '',
    [KEPT_AT]: answer.headers.get('date') ?? '',
    [BYTES]: String(body.byteLength),
  };
  await cache.delete(request); // to stand last
  await cache.put(request, new Response(body, { headers }));
  let total = 0;
  for (const one of (await cache.keys()).toReversed()) {
    total += Number((await cache.match(one))?.headers.get(BYTES) ?? 0);
    if (total > most) await cache.delete(one);
  }
}
