import { type bulkActivations, DeviceId, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { newApplicationId, newBulkActivationId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { goOnWithBulk } from './go-on-with-bulk.ts';
import { showReport } from './show-bulk.ts';

/** Writes down which samples are to be tried, and in whose name. Timers do it from there on. */
export async function createBulkActivation(
  { db, limits }: ControlContext,
  caller: MakerCaller,
  { body: { deviceIds, acceptOlderFirmware } }: Parsed<typeof bulkActivations.createBulkActivation>,
): Promise<Reply<typeof bulkActivations.createBulkActivation> | Refusal> {
  const { accountId: account_id, userId: user_id, sessionId: session_id, keyId: key_id } = caller;
  const tooMany = rateRefusal([await takeRate(db, `bulk ${account_id}`, limits.bulkActivationsPerAccount)]);
  if (tooMany) return tooMany;
  const id = newBulkActivationId();
  const items = deviceIds.flatMap((device_id, n) => {
    if (deviceIds.indexOf(device_id) < n) return [];
    const application_id = DeviceId.safeParse(device_id).success ? newApplicationId() : null;
    return [{ bulk_id: id, line: n + 1, device_id, application_id }];
  });
  await db.transaction().execute(async (trx) => {
    const who = { account_id, user_id, session_id, key_id };
    await trx
      .insertInto('bulk_activation')
      .values({ id, ...who, older_firmware_accepted: acceptOlderFirmware, state: 'running' })
      .execute();
    await trx.insertInto('bulk_activation_item').values(items).execute();
    await audit(trx, caller, 'bulk_activation.created', id, { samples: items.length });
    await goOnWithBulk(trx, { bulk_id: id });
  });
  return await showReport(db, id);
}
