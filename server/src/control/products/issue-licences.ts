import { isRefusal, type Parsed, type products, type Refusal, type Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { newUuid } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { inOneStatement, noteStatement } from '../../store/unit-of-work.ts';
import { listSeers, tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { licencePlace } from '../regions/compose-licences.ts';
import { queueLicences } from '../regions/queue-deliveries.ts';
import { findProductFor } from './find-product-for.ts';

/** 165 bits. */
const AUTH_KEY_LENGTH = 32;

/** Issues UUID + AuthKey pairs for as many units. The answer is the only time that the AuthKeys are shown. */
export async function issueLicences(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { count } }: Parsed<typeof products.issueLicences>,
): Promise<Reply<typeof products.issueLicences> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'issueLicences');
  if (isRefusal(product)) return product;
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `licences ${caller.accountId}`, limits.licenceBatchesPerAccount)]);
  if (tooMany) return tooMany;
  const batch = randomId('ba', 18);
  const licences = Array.from({ length: count }, () => ({
    uuid: newUuid(),
    authKey: randomId('', AUTH_KEY_LENGTH),
  }));
  const rows = licences.map(({ uuid, authKey }) => ({
    uuid,
    pid,
    batch,
    auth_key: context.secrets.wrap(new TextEncoder().encode(authKey), licencePlace(uuid)),
  }));
  const seers = await listSeers(db, pid);
  await inOneStatement(db, async (unit) => {
    await noteStatement(unit, unit.insertInto('licence').values(rows));
    await audit(unit, caller, 'licences.issued', pid, { batch, count });
    for (const account of seers) await tellAccount(unit, account, 'products.changed');
    await queueLicences(context, unit, batch);
  });
  context.log.info({ accountId: caller.accountId, pid, batch, count }, 'licences.issued');
  return { batch, licences };
}
