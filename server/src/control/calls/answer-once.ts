import { createHmac } from 'node:crypto';
import { hours, isRefusal, problems, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import { isSame } from '../../secrets/tokens.ts';
import { type Writes, watchWrites } from '../../store/writes.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** How long a call is remembered. Nobody repeats one later than that without looking. */
const REMEMBERED = hours(24);

export type KeyedCall = { caller: MakerCaller; operation: string; key: string; input: unknown };
export type Answered = { answer: object | Refusal; isRepeated: boolean };
type Context = Pick<ControlContext, 'db' | 'secrets'>;

/**
 * Answers a call with an `Idempotency-Key` once: what comes again under the same key within a day gets the first answer,
 * and nothing is made twice. An answer that may be another later (`retry` in the catalogue) is not kept, nor a fault of
 * ours where nothing can have been written before it. Else, as where its process died, a call stays unanswered for the day:
 * whether it made something can be seen, and is not guessed.
 */
export async function answerOnce(
  context: Context,
  call: KeyedCall,
  answer: () => Promise<object | Refusal>,
): Promise<Answered> {
  const hashes = hashesOf(context, call);
  if (!(await begin(context, call, hashes[0])))
    return { answer: await repeat(context, call, hashes), isRepeated: true };
  const writes: Writes = { any: false, kept: false };
  let given: object | Refusal;
  try {
    given = await watchWrites(writes, answer);
  } catch (error) {
    if (!writes.any) await forget(context, call);
    throw error;
  }
  if (isRefusal(given) && problems[given.code].retry) await forget(context, call);
  else await keep(context, call, given);
  return { answer: given, isRepeated: false };
}

/** By each key that secrets are derived from, newest first: a rotation changes no answer. Whoever calls is part of it. */
function hashesOf({ secrets }: Context, { caller, input }: KeyedCall): [string, ...string[]] {
  const text = JSON.stringify([caller.userId, caller.sessionId === null ? 'key' : 'session', input]);
  const [first, ...older] = secrets
    .derive('keyed calls')
    .map((key) => createHmac('sha256', key).update(text).digest('hex'));
  if (first === undefined) throw new Error('there is no key to derive from');
  return [first, ...older];
}

/** False where a call with this key was begun before. */
async function begin({ db }: Context, call: KeyedCall, request_hash: string): Promise<boolean> {
  const row = {
    request_hash,
    answer: null,
    expires_at: sql<Date>`kaitong_now() + ${REMEMBERED} * interval '1 ms'`,
  };
  const { numInsertedOrUpdatedRows: begun = 0n } = await db
    .insertInto('keyed_call')
    .values({ ...placeOf(call), ...row })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'operation', 'key'])
        .doUpdateSet(row)
        .where('keyed_call.expires_at', '<=', sql<Date>`kaitong_now()`),
    )
    .executeTakeFirstOrThrow();
  return begun > 0n;
}

async function repeat({ db, secrets }: Context, call: KeyedCall, hashes: readonly string[]): Promise<object | Refusal> {
  const first = await db
    .selectFrom('keyed_call')
    .select(['request_hash', 'answer'])
    .where((row) => row.and(placeOf(call)))
    .executeTakeFirst();
  if (!first) return refusal('idempotency_in_flight'); // it was answered just now, with something that is not kept
  if (!hashes.some((hash) => isSame(hash, first.request_hash))) return refusal('idempotency_key_reused');
  if (first.answer === null) return refusal('idempotency_in_flight');
  return JSON.parse(Buffer.from(secrets.unwrap(first.answer, wrappedFor(call))).toString()) as object;
}

async function keep({ db, secrets }: Context, call: KeyedCall, answer: object): Promise<void> {
  await db
    .updateTable('keyed_call')
    .set({ answer: secrets.wrap(Buffer.from(JSON.stringify(answer)), wrappedFor(call)) })
    .where((row) => row.and(placeOf(call)))
    .execute();
}

async function forget({ db }: Context, call: KeyedCall): Promise<void> {
  await db
    .deleteFrom('keyed_call')
    .where((row) => row.and(placeOf(call)))
    .execute();
}

const placeOf = ({ caller: { accountId: account_id }, operation, key }: KeyedCall) => ({ account_id, operation, key });

const wrappedFor = ({ caller, operation, key }: KeyedCall): string => answerPlace(caller.accountId, operation, key);
const answerPlace = (accountId: string, operation: string, key: string): string =>
  `answer ${accountId} ${operation} ${key}`;

/** Removes calls that nobody repeats any more. */
export async function sweepKeyedCalls(trx: ControlTransaction): Promise<void> {
  await trx.deleteFrom('keyed_call').where('expires_at', '<=', sql<Date>`kaitong_now()`).execute();
}

export const rewrapAnswers = ({ db, secrets }: Context): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('keyed_call').select(['account_id', 'operation', 'key', 'answer as wrapped']), {
    column: 'answer',
    placeOf: ({ account_id, operation, key }) => answerPlace(account_id, operation, key),
    store: (row, anew) =>
      db
        .updateTable('keyed_call')
        .set({ answer: anew })
        .where('account_id', '=', row.account_id)
        .where('operation', '=', row.operation)
        .where('key', '=', row.key)
        .where('answer', '=', row.wrapped),
  });
