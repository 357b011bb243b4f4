import type { AccountId, AuditEntry, AuditFilter, Refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { Executor } from '../../store/executor.ts';
import type { ControlContext } from '../context.ts';
import { csvLine, csvStart } from '../csv.ts';
import { auditAhead } from './audit.ts';
import { readEntries } from './list-audit.ts';

const PAGE = 1000;

/** For programs as much as for people: the words are those of the API. */
const COLUMNS = ['at', 'accountId', 'account', 'user', 'via', 'key', 'action', 'subject', 'details'] as const;

/** The trail as CSV, written while it is read: the account's, or of all where the operator asks. That it was taken stands in it. */
export async function openAuditFile(
  { db }: ControlContext,
  caller: MakerCaller,
  filter: AuditFilter,
  of: AccountId | 'all',
): Promise<AsyncIterable<string> | Refusal> {
  await auditAhead(db, caller, 'audit.exported', of === 'all' ? '' : of, filter);
  return writeLines(db, filter, of);
}

async function* writeLines(db: Executor, filter: AuditFilter, of: AccountId | 'all'): AsyncGenerator<string> {
  yield csvStart + csvLine(COLUMNS.map((text) => ({ text })));
  for (let cursor: string | undefined; ; ) {
    const entries = await readEntries(db, { of, filter, cursor, limit: PAGE });
    if (entries.length > 0) yield entries.map((entry) => csvLine(cellsOf(entry))).join('');
    if (entries.length < PAGE) return;
    cursor = entries.at(-1)?.id;
  }
}

const cellsOf = ({ at, account, user, byKey, key, action, subject, details }: AuditEntry) =>
  [
    at,
    account.id,
    account.name,
    user ?? '',
    byKey ? 'key' : 'session',
    key?.id ?? '',
    action,
    subject,
    details === null ? '' : JSON.stringify(details),
  ].map((text) => ({ text }));
