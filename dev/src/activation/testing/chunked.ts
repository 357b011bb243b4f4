import type { UploadTarget } from '@kaitong/contract';

/** A PUT that does not say its length, as some HTTP libraries send a body that they read from a file. */
export async function putChunked({ url, headers }: UploadTarget, bytes: Uint8Array): Promise<Response> {
  const { 'content-length': _, ...rest } = headers;
  const body = ReadableStream.from([bytes]);
  return await fetch(url, { method: 'PUT', headers: rest, body, duplex: 'half' });
}
