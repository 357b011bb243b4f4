import type { controlPlane, Parsed, Reply } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import { openLicence } from './compose-licences.ts';

/** One licence with its AuthKey, for a region that has no copy of it yet. */
export async function findLicence(
  { db, secrets }: Pick<ControlContext, 'db' | 'secrets'>,
  { params: { uuid } }: Pick<Parsed<typeof controlPlane.findLicence>, 'params'>,
): Promise<Reply<typeof controlPlane.findLicence>> {
  const row = await db
    .selectFrom('licence')
    .select(['uuid', 'pid', 'auth_key', 'revoked_at'])
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  return { licence: row ? openLicence({ secrets }, row) : null };
}
