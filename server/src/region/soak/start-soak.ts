import { minutes, type Parsed, type Refusal, type Reply, refusal, type regionPlane } from '@kaitong/contract';
import { standingAt } from '@kaitong/core';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { addNotice } from '../news/notices.ts';
import { findRecordingFacts } from '../recording/recording-facts.ts';
import { SOAK_ASK, SOAK_HOUR } from './deadline-kinds.ts';
import { HOUR_SETTLED } from './hours.ts';

type Start = Parsed<typeof regionPlane.startSoak>;
/** Its first event soon says whether it works at all. */
const FIRST_ASK = minutes(1);

/** Watches a device, whose owner is a tester of the account, for a day. Repeated, it changes nothing. */
export async function startSoak(
  context: RegionContext,
  { params: { soakId: id }, body: { deviceId, pid, accountId } }: Start,
): Promise<Reply<typeof regionPlane.startSoak> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('device_now')
      .select(['owner_id', 'pid', 'simulate', 'sleepy'])
      .where('device_id', '=', deviceId)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    const known = await trx.selectFrom('soak').select('id').where('id', '=', id).executeTakeFirst();
    if (!device || device.pid !== pid) return refusal('device_unknown');
    const { sleepy, simulate, owner_id: ownerId } = device;
    if (known) return { sleepy };
    const refused = await whyNot(trx, { deviceId, ownerId, accountId });
    if (refused) return refused;
    await trx
      .insertInto('soak')
      .values({
        ...{ id, pid, state: 'running', device_id: deviceId, owner_id: ownerId, account_id: accountId },
        ...{ commanded: simulate && !sleepy, problem: null, ended_at: null },
      })
      .execute();
    await setDeadline(trx, SOAK_ASK, id, FIRST_ASK);
    await setDeadline(trx, SOAK_HOUR, id, HOUR_SETTLED);
    await addNotice(trx, { ownerId, type: 'tested', deviceId });
    context.log.info({ soakId: id, deviceId }, 'soak.started');
    return { sleepy };
  });
}

type Asked = Pick<Start['body'], 'deviceId' | 'accountId'> & { ownerId: Parameters<typeof addNotice>[1]['ownerId'] };

async function whyNot(trx: RegionTransaction, { deviceId, ownerId, accountId }: Asked): Promise<Refusal | undefined> {
  const link = await trx
    .selectFrom('tester_link')
    .select('owner_id')
    .where('owner_id', '=', ownerId)
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!link) return refusal('tester_required');
  const running = await trx
    .selectFrom('soak')
    .select('id')
    .where('device_id', '=', deviceId)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (running) return refusal('soak_in_progress');
  const facts = await findRecordingFacts(trx, deviceId);
  if (facts?.privacyMode) return refusal('privacy_mode');
  const isPaid = facts && standingAt(facts.subscription, facts.now.getTime()).state === 'active';
  return isPaid ? undefined : refusal('subscription_missing');
}
