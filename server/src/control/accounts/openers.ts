import { type controlPlane, Opener, type Parsed, type Reply } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { showsFootage } from '../findings/find-share.ts';

/** What a caller opens footage with: when it ends, so does what it opened. */
export const openerOf = ({ sessionId, keyId }: Pick<MakerCaller, 'sessionId' | 'keyId'>): Opener =>
  Opener.parse(sessionId === null ? `k-${keyId}` : `s-${sessionId}`);

/** Asked by a region with each request for footage. */
export async function findOpener(
  { db }: Pick<ControlContext, 'db'>,
  { params: { opener } }: Parsed<typeof controlPlane.findOpener>,
): Promise<Reply<typeof controlPlane.findOpener>> {
  const id = opener.slice(2);
  if (opener.startsWith('f-')) return { inForce: await showsFootage(db, id) };
  const found: RawBuilder<unknown> = opener.startsWith('s-')
    ? sql`SELECT FROM login_session WHERE id = ${id} AND expires_at > kaitong_now()`
    : sql`SELECT FROM api_key WHERE id = ${id} AND (expires_at IS NULL OR expires_at > kaitong_now())`;
  return { inForce: (await found.execute(db)).rows.length > 0 };
}
