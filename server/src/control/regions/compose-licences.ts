import type { Pid, PlaneLicence, Region, Uuid } from '@kaitong/contract';
import type { z } from 'zod';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** Where an AuthKey was wrapped for: a wrapped key that is copied into another row does not unwrap there. */
export const licencePlace = (uuid: Uuid): string => `licence ${uuid}`;

/**
 * A batch, or what was revoked together, with its AuthKeys: a region checks a camera's proof without asking control. `tries`:
 * how often it was brought to the region in vain.
 */
export async function composeLicences(
  { secrets }: Pick<ControlContext, 'secrets'>,
  trx: ControlTransaction,
  batch: string,
  region: Region,
): Promise<{ licences: OpenLicence[]; tries: number }> {
  const rows = await trx
    .selectFrom('licence')
    .select(['uuid', 'pid', 'auth_key', 'revoked_at'])
    .select((select) =>
      select
        .selectFrom('licence_delivery')
        .select('tries')
        .where('licence_delivery.batch', '=', batch)
        .where('licence_delivery.region', '=', region)
        .as('tries'),
    )
    .where((where) => where.or([where('batch', '=', batch), where('revocation', '=', batch)]))
    .orderBy('seq')
    .execute();
  return { licences: rows.map((row) => openLicence({ secrets }, row)), tries: rows[0]?.tries ?? 0 };
}

export type OpenLicence = z.output<typeof PlaneLicence>;

/** A licence with its AuthKey as it is burnt in. */
export const openLicence = (
  { secrets }: Pick<ControlContext, 'secrets'>,
  { uuid, pid, auth_key, revoked_at }: { uuid: Uuid; pid: Pid; auth_key: string; revoked_at: Date | null },
): OpenLicence => ({
  uuid,
  pid,
  ...(revoked_at ? { revoked: true } : {}),
  authKey: new TextDecoder().decode(secrets.unwrap(auth_key, licencePlace(uuid))),
});
