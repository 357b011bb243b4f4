import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { authKeyPlace } from './auth-key-place.ts';

/** Takes copies of licences. A licence never changes, so one that is here already is left alone. */
export async function putLicences(
  { db, secrets }: Pick<RegionContext, 'db' | 'secrets'>,
  { body: { licences } }: Pick<Parsed<typeof regionPlane.putLicences>, 'body'>,
): Promise<Reply<typeof regionPlane.putLicences>> {
  if (licences.length === 0) return {};
  const rows = licences.map(({ uuid, pid, authKey }) => ({
    uuid,
    pid,
    wrapped_auth_key: secrets.wrap(Buffer.from(authKey), authKeyPlace(uuid)),
  }));
  await db
    .insertInto('licence')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return {};
}
