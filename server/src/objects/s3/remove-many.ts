import { createHash } from 'node:crypto';
import { StoreError } from '../store-error.ts';
import type { BucketConnection } from './connection.ts';
import { escapeXml, firstOf, textsOf } from './xml.ts';

/** Removes up to a thousand objects by one request. */
export async function removeMany(ask: BucketConnection, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${escapeXml(key)}</Key></Object>`);
  const body = Buffer.from(`<Delete><Quiet>true</Quiet>${objects.join('')}</Delete>`);
  const headers = {
    'content-type': 'application/xml',
    'content-md5': createHash('md5').update(body).digest('base64'),
  };
  const response = await ask({ method: 'POST', key: '', query: { delete: '' }, headers, body });
  const failed = textsOf(await response.text(), 'Error');
  const [first] = failed;
  if (first === undefined) return;
  const code = firstOf(first, 'Code');
  throw new StoreError(`The object store did not remove ${failed.length} of ${keys.length} objects: ${code}.`, {
    code,
  });
}
