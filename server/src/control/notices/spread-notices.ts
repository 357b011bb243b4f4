import { type AccountId, seconds, type Told } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type Deadline, type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlTransaction } from '../context.ts';
import { queueDeliveries } from '../webhooks/queue-deliveries.ts';
import { noticeKindsFor } from './kinds-for.ts';
import { DEFAULT_CHOICE } from './mail-choice.ts';
import { askForNoticeMail } from './notice-mail.ts';
import { SPREADING } from './write-notice.ts';

const AT_ONCE = 100;

/** A notice as it lies in its table. */
export type WrittenNotice = Told & { id: string; at: Date; account: AccountId };

/**
 * Makes of what accounts were told what webhooks and mails are to carry. One process at a time does it for an account, in
 * the order of the facts: what is told of one application stays in order from here on.
 */
export function noticeHandlers(): DeadlineHandlers<ControlTables> {
  return {
    [SPREADING]: async ({ subject: account }: Deadline<AccountId>, trx) => {
      const rows = await trx
        .selectFrom('notice')
        .select(['id', 'kind', 'data', 'at'])
        .where('account_id', '=', account)
        .where('spread_at', 'is', null)
        .orderBy('seq')
        .limit(AT_ONCE)
        .execute();
      for (const row of rows) {
        const notice = { ...row, account } as WrittenNotice; // a kind and its data were written together
        await queueDeliveries(trx, notice);
        for (const user of await listReaders(trx, notice)) await askForNoticeMail(trx, notice.id, user);
      }
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0)
        await trx.updateTable('notice').set({ spread_at: sql<Date>`kaitong_now()` }).where('id', 'in', ids).execute();
      await tellAccount(trx, account, 'notices.changed');
      if (rows.length === AT_ONCE) await setDeadline(trx, SPREADING, account, seconds(0));
    },
  };
}

/** Who of the account gets mail of this. */
async function listReaders(
  trx: ControlTransaction,
  { account, kind }: Pick<WrittenNotice, 'account' | 'kind'>,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('member')
    .leftJoin('mail_choice', 'mail_choice.user_id', 'member.user_id')
    .select(['member.user_id', 'member.role', 'mail_choice.kinds'])
    .where('member.account_id', '=', account)
    .execute();
  return rows
    .filter(({ kinds, role }) => (kinds ?? DEFAULT_CHOICE.kinds).includes(kind) && noticeKindsFor(role).includes(kind))
    .map(({ user_id }) => user_id);
}
