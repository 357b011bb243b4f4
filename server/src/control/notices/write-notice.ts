import { type AccountId, seconds, type Told } from '@kaitong/contract';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { json, jsonText } from '../../store/database.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { ControlTransaction } from '../context.ts';

/** Subject: an account that was told something of which neither webhooks nor mails were made yet. */
export const SPREADING = 'notice.spread';

/**
 * Tells an account of a fact, in the transaction of the fact, so that neither is there without the other. Bell, webhooks
 * and mails follow from the row, whichever process lives on.
 */
export async function writeNotice(trx: ControlTransaction, account: AccountId, { kind, data }: Told): Promise<void> {
  const named =
    'pid' in data
      ? sql<object>`${jsonText(data)}::jsonb || jsonb_build_object('productName',
          (SELECT name FROM product WHERE pid = ${data.pid}))`
      : json<object>(data);
  const notice = { id: randomId('no', 18), account_id: account, kind, data: named, spread_at: null };
  await noteStatement(trx, trx.insertInto('notice').values(notice));
  await setDeadline(trx, SPREADING, account, seconds(0));
}
