import type { AccountId, AuditAction } from '@kaitong/contract';
import type { Kysely, Transaction } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { SignInTables } from '../../sign-in/tables.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { noteStatement } from '../../store/unit-of-work.ts';
import type { ControlTransaction } from '../context.ts';

type Who = Pick<MakerCaller, 'accountId' | 'userId' | 'sessionId' | 'keyId'>;
type Entry = [caller: Who, action: AuditAction, subject: string, details?: object | null, about?: AccountId | null];

/** Nobody: the platform itself, of what is an account's. */
export const byPlatform = (accountId: AccountId): Who => ({ accountId, userId: '', sessionId: '', keyId: null });

/** Records who did what, within the transaction that does it. `about`: the account whose thing it was, if it is another. */
export async function audit(trx: Kysely<ControlTables>, ...entry: Entry): Promise<void> {
  await noteStatement(trx, insertEntry(trx, entry));
}

/** For what somebody changes of how they sign in, whose transaction knows its own tables only. */
export const auditWithin =
  (...entry: Entry) =>
  (trx: Transaction<SignInTables>): Promise<void> =>
    audit(trx as unknown as ControlTransaction, ...entry);

/**
 * Records who looked at what, or has done what no transaction here reaches: in a region, in a file. Called before it is
 * done, so that nothing is done of which there is no record.
 *
 * @returns the entry, for what turns out later of whom it was
 */
export const auditAhead = async (db: Kysely<ControlTables>, ...entry: Entry): Promise<number> =>
  insertEntry(db, entry)
    .returning('id')
    .executeTakeFirstOrThrow()
    .then(({ id }) => id);

/** Says of an entry which owners it is about: whoever of them leaves is to be forgotten. */
export async function completeEntry(
  db: Kysely<ControlTables>,
  id: number,
  { details, ...said }: { subject?: string; details: object },
): Promise<void> {
  await db
    .updateTable('audit')
    .set({ ...said, details: json(details) })
    .where('id', '=', id)
    .execute();
}

const insertEntry = (db: Kysely<ControlTables>, [caller, action, subject, details, about]: Entry) =>
  db.insertInto('audit').values({
    account_id: caller.accountId,
    user_id: caller.userId,
    by_key: caller.sessionId === null,
    key_id: caller.keyId,
    about_account: about ?? null,
    action,
    subject,
    details: details ? json(details) : null,
  });
