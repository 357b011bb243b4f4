import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { authKeyPlace } from './auth-key-place.ts';

/**
 * Takes copies of licences. Of one that is here already nothing changes but that it is revoked, for good: whichever copy
 * comes last.
 */
export async function putLicences(
  { db, secrets, hooks }: Pick<RegionContext, 'db' | 'secrets' | 'hooks'>,
  { body: { licences } }: Pick<Parsed<typeof regionPlane.putLicences>, 'body'>,
): Promise<Reply<typeof regionPlane.putLicences>> {
  if (licences.length === 0) return {};
  const rows = licences.map(({ uuid, pid, authKey, revoked = false }) => ({
    uuid,
    pid,
    wrapped_auth_key: secrets.wrap(Buffer.from(authKey), authKeyPlace(uuid)),
    revoked,
  }));
  const put = (place: Kysely<RegionTables>) =>
    place
      .insertInto('licence')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('uuid')
          .doUpdateSet({ revoked: true })
          .where(sql<boolean>`excluded.revoked AND NOT licence.revoked`),
      )
      .returning(['uuid', 'revoked'])
      .execute();
  if (!rows.some(({ revoked }) => revoked)) await put(db);
  else
    await db.transaction().execute(async (trx) => {
      const revoked = (await put(trx)).filter((one) => one.revoked).map(({ uuid }) => uuid);
      if (revoked.length > 0) await hooks.licencesRevoked?.(trx, revoked);
    });
  return {};
}
