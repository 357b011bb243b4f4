import type { BucketConnection } from './connection.ts';
import { firstOf } from './xml.ts';

/** Whether a bucket keeps what is deleted in it, or did so once: what was written then is there still. */
export async function findVersioning(ask: BucketConnection): Promise<'kept' | 'off'> {
  const answer = await ask({ method: 'GET', key: '', query: { versioning: '' }, accept: [404, 501] });
  const state = firstOf(await answer.text(), 'Status');
  return state === 'Enabled' || state === 'Suspended' ? 'kept' : 'off';
}
