import { type Duration, days, hours, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../store/executor.ts';

/** So many tries cost nothing; each one more doubles what has to pass before the next. */
type Patience = { free: number; first: Duration; atMost: Duration };

/** For all accounts together: an office, or a street behind a carrier's address translation, mistypes too. */
const ADDRESS: Patience = { free: 20, first: seconds(5), atMost: minutes(1) };
/** For one account from one address. */
const PAIR: Patience = { free: 5, first: seconds(30), atMost: minutes(30) };
/** The same of an account whose password is being tried from everywhere. */
const PAIR_UNDER_ATTACK: Patience = { ...PAIR, free: 2 };
/** Wrong passwords of strangers from which on an account is under attack. */
export const ATTACK = 20;
/** Tries are forgotten when for so long there was none. */
const KEPT = hours(1);
const TOLD = days(7);

export const triesMigration = `
  CREATE TABLE login_try (
    key text PRIMARY KEY,
    tries integer NOT NULL,
    free_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX login_try_expired ON login_try (expires_at);
`;

export const triedAtMigration = 'ALTER TABLE login_user ADD COLUMN tried_at timestamptz';

/** An account, by its address, and the network from which somebody tries to sign in to it. */
export type Tried = { account: string; from: string };

/** What was tried without success within the hour. */
export type Standing = {
  /** Until the next try may be made; 0: now. */
  waitMs: number;
  /** From this network, whatever the account. */
  fromThere: number;
  /** At this account, wherever from. */
  atAccount: number;
};

const keysOf = ({ account, from }: Tried) => ({
  address: `from ${from}`,
  pair: `at ${account} from ${from}`,
  account: `at ${account}`,
});

/** Looks, and writes nothing: whoever is only refused leaves no row. */
export async function readTries(db: Executor, tried: Tried): Promise<Standing> {
  const { address, pair, account } = keysOf(tried);
  const { rows } = await sql<{ key: string; tries: number; wait: number }>`
    SELECT key, tries, extract(epoch FROM free_at - kaitong_now())::float8 * 1000 AS wait
    FROM login_try WHERE key IN (${address}, ${pair}, ${account}) AND expires_at > kaitong_now()`.execute(db);
  const triesOf = (wanted: string): number => rows.find(({ key }) => key === wanted)?.tries ?? 0;
  const waitMs = Math.max(0, ...rows.map(({ wait }) => Math.ceil(wait)));
  return { waitMs, fromThere: triesOf(address), atAccount: triesOf(account) };
}

/**
 * Counts a try as a wrong one, ahead of the look at its password, so that many at once are not all the first. What a right
 * password undoes is what it added: an account's own people do not add up, and those of others stay.
 *
 * @returns false: another process let one in that came first, and this one has to wait
 */
export async function countTry(db: Executor, tried: Tried, { atAccount }: Standing): Promise<boolean> {
  const { address, pair, account } = keysOf(tried);
  if ((await count(db, address, ADDRESS)) === 0) return false;
  if ((await count(db, pair, atAccount < ATTACK ? PAIR : PAIR_UNDER_ATTACK)) === 0) return false;
  const tries = await count(db, account, undefined);
  if (tries % ATTACK === 0)
    await sql`UPDATE login_user SET tried_at = kaitong_now() WHERE email = ${tried.account}`.execute(db);
  return true;
}

/** When many wrong passwords were tried at an account, if that was lately: what its people are told. */
export async function findTriedAt(db: Executor, userId: string): Promise<string | null> {
  const { rows } = await sql<{ tried_at: Date }>`
    SELECT tried_at FROM login_user
    WHERE id = ${userId} AND tried_at > kaitong_now() - ${TOLD} * interval '1 ms'`.execute(db);
  return rows[0]?.tried_at.toISOString() ?? null;
}

export async function undoTry(db: Executor, tried: Tried): Promise<void> {
  const { address, pair, account } = keysOf(tried);
  await sql`DELETE FROM login_try WHERE key = ${pair}`.execute(db);
  await sql`UPDATE login_try SET tries = greatest(0, tries - 1), free_at = kaitong_now()
            WHERE key IN (${address}, ${account})`.execute(db);
}

/** Whoever proved otherwise that the account is theirs need not wait for their wrong passwords. */
export async function forgetTries(db: Executor, tried: Tried): Promise<void> {
  await sql`DELETE FROM login_try WHERE key = ${keysOf(tried).pair}`.execute(db);
}

export async function sweepTries(db: Executor): Promise<void> {
  await sql`DELETE FROM login_try WHERE expires_at < kaitong_now()`.execute(db);
}

/** @returns how many there are with this one; 0: it has to wait */
async function count(db: Executor, key: string, patience: Patience | undefined): Promise<number> {
  const { free, first, atMost } = patience ?? { free: 0, first: 0, atMost: 0 };
  const kept = sql`${KEPT} * interval '1 ms'`;
  // Twenty doublings are more than anybody waits, and keep the number small.
  const wait = sql`CASE WHEN n <= ${free} THEN 0 ELSE least(${atMost}, ${first} * power(2, least(20, n - ${free} - 1))) END`;
  const { rows } = await sql<{ tries: number }>`
    INSERT INTO login_try AS t (key, tries, free_at, expires_at)
    VALUES (${key}, 1, kaitong_now(), kaitong_now() + ${kept})
    ON CONFLICT (key) DO UPDATE SET (tries, free_at, expires_at) = (
      SELECT n, kaitong_now() + ${wait} * interval '1 ms', kaitong_now() + ${kept}
      FROM (SELECT CASE WHEN t.expires_at > kaitong_now() THEN t.tries + 1 ELSE 1 END AS n) counted)
    WHERE t.free_at <= kaitong_now()
    RETURNING tries`.execute(db);
  return rows[0]?.tries ?? 0;
}
