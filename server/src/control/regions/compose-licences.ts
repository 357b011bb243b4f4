import type { Pid, Uuid } from '@kaitong/contract';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** Where an AuthKey was wrapped for: a wrapped key that is copied into another row does not unwrap there. */
export const licencePlace = (uuid: Uuid): string => `licence ${uuid}`;

/** A batch with its AuthKeys: a region checks a camera's proof of it without asking control. */
export async function composeLicences(
  { secrets }: Pick<ControlContext, 'secrets'>,
  trx: ControlTransaction,
  batch: string,
): Promise<{ uuid: Uuid; pid: Pid; authKey: string }[]> {
  const rows = await trx
    .selectFrom('licence')
    .select(['uuid', 'pid', 'auth_key'])
    .where('batch', '=', batch)
    .orderBy('seq')
    .execute();
  return rows.map((row) => openLicence({ secrets }, row));
}

/** A licence with its AuthKey as it is burnt in. */
export const openLicence = (
  { secrets }: Pick<ControlContext, 'secrets'>,
  { uuid, pid, auth_key }: { uuid: Uuid; pid: Pid; auth_key: string },
): { uuid: Uuid; pid: Pid; authKey: string } => ({
  uuid,
  pid,
  authKey: new TextDecoder().decode(secrets.unwrap(auth_key, licencePlace(uuid))),
});
