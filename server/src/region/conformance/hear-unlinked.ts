import { type AccountId, type OwnerId, refusal } from '@kaitong/contract';
import type { RegionTransaction } from '../context.ts';
import { endTest } from './advance.ts';
import { lockConformance } from './lock-conformance.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** An owner is no tester of an account any more: what it tries on the owner's cameras ends with the same commit. */
export async function hearTesterUnlinked(
  trx: RegionTransaction,
  link: { owner_id: OwnerId; account_id: AccountId },
): Promise<void> {
  const tests = await trx
    .selectFrom('conformance')
    .select('id')
    .where('owner_id', '=', link.owner_id)
    .where('account_id', '=', link.account_id)
    .where('state', '=', 'running')
    .execute();
  for (const { id } of tests) {
    const test = await lockConformance(trx, id);
    if (test?.state !== 'running') continue;
    const before = snapshotOf(test);
    await endTest(trx, test, refusal('tester_required'));
    await saveConformance(trx, test, before);
  }
}
