import {
  type AccountId,
  type billing,
  type ledger,
  type Parsed,
  type PayoutChannel,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { z } from 'zod';
import type { MakerCaller, OperatorCaller } from '../../callers.ts';
import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import { audit, auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

type Channel = z.input<typeof PayoutChannel>;

const Wrapped = z.object({ holder: z.string(), account: z.string(), bank: z.string().nullable() });
const placeOf = (accountId: AccountId): string => `payout channel ${accountId}`;

/** Where the account's shares are paid to, its number masked. */
export async function getPayoutChannel(
  context: ControlContext,
  caller: MakerCaller,
): Promise<Reply<typeof billing.getPayoutChannel>> {
  const channel = await findChannel(context, caller.accountId);
  return { channel: channel ? masked(channel) : null };
}

/** With the whole number, for whoever makes the payment. It is recorded that they looked. */
export async function getPayoutChannelOfMaker(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { accountId } }: Parsed<typeof ledger.getPayoutChannelOfMaker>,
): Promise<Reply<typeof ledger.getPayoutChannelOfMaker> | Refusal> {
  await auditAhead(context.db, caller, 'payout_channel.seen', accountId, null, accountId);
  return { channel: (await findChannel(context, accountId)) ?? null };
}

/** A key changes nothing here: whoever found a leaked one would be paid from then on. */
export async function putPayoutChannel(
  { db, secrets, log }: ControlContext,
  caller: MakerCaller,
  { body: { method, currency, ...rest } }: Parsed<typeof billing.putPayoutChannel>,
): Promise<Reply<typeof billing.putPayoutChannel> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const { accountId, userId } = caller;
  const wrapped = secrets.wrap(new TextEncoder().encode(JSON.stringify(rest)), placeOf(accountId));
  const row = { method, currency, wrapped, user_id: userId, changed_at: sql<Date>`kaitong_now()` };
  const changedAt = await db.transaction().execute(async (trx) => {
    await audit(trx, caller, 'payout_channel.changed', accountId);
    const { changed_at } = await trx
      .insertInto('payout_channel')
      .values({ account_id: accountId, ...row })
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
      .returning('changed_at')
      .executeTakeFirstOrThrow();
    return changed_at.toISOString();
  });
  log.info({ accountId, userId, method }, 'payout_channel.changed');
  return { channel: masked({ method, currency, changedAt, ...rest }) };
}

async function findChannel({ db, secrets }: ControlContext, accountId: AccountId): Promise<Channel | undefined> {
  const row = await db.selectFrom('payout_channel').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  if (!row) return undefined;
  const text = new TextDecoder().decode(secrets.unwrap(row.wrapped, placeOf(accountId)));
  const { method, currency, changed_at } = row;
  return { method, currency, changedAt: changed_at.toISOString(), ...Wrapped.parse(JSON.parse(text)) };
}

/** The last four signs at most, and never more than half of it: short ones would be told otherwise. */
function masked(channel: Channel): Channel {
  const signs = [...channel.account];
  const shown = Math.min(4, Math.floor(signs.length / 2));
  return { ...channel, account: `****${signs.slice(signs.length - shown).join('')}` };
}

export const rewrapPayoutChannels = ({ db, secrets }: Pick<ControlContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('payout_channel').select(['account_id', 'wrapped as wrapped']), {
    column: 'wrapped',
    placeOf: ({ account_id }) => placeOf(account_id),
    store: (row, anew) =>
      db
        .updateTable('payout_channel')
        .set({ wrapped: anew })
        .where('account_id', '=', row.account_id)
        .where('wrapped', '=', row.wrapped),
  });
