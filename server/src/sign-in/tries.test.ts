import { days, hours, minutes, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Door, openBrowser, openDoor } from './testing/door.ts';
import { ATTACK, countTry, findTriedAt, readTries, sweepTries, undoTry } from './tries.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door[Symbol.asyncDispose]());
beforeEach(async () => void (await sql`DELETE FROM login_try`.execute(door.db)));

const tried = (account: string, from: string) => ({ account, from });

/** Tries until one has to wait, as long as it may. @returns how many were let in */
async function tryOften(account: string, from: string, most = 100): Promise<number> {
  for (let n = 0; n < most; n++) {
    const standing = await readTries(door.db, tried(account, from));
    if (standing.waitMs > 0 || !(await countTry(door.db, tried(account, from), standing))) return n;
  }
  return most;
}
const waitOf = async (account: string, from: string) => (await readTries(door.db, tried(account, from))).waitMs;

test('after five tries at an account an address waits half a minute, and each further one twice as long, to half an hour', async () => {
  expect(await tryOften('ann', 'a')).toBe(6);
  const waits: number[] = [];
  for (let n = 0; n < 9; n++) {
    const wait = await waitOf('ann', 'a');
    waits.push(Math.round(wait / 1000));
    await door.clock.advance(seconds(Math.ceil(wait / 1000)));
    expect(await tryOften('ann', 'a', 1)).toBe(1);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
});

test('an address that guesses at many accounts waits too, a minute at most: others may be behind it', async () => {
  for (let n = 0; n < 21; n++) expect(await tryOften(`account ${n}`, 'a', 1)).toBe(1);
  expect(await waitOf('another', 'a')).toBeGreaterThan(4000);
  for (let n = 0; n < 9; n++) {
    await door.clock.advance(minutes(1));
    expect(await tryOften(`later ${n}`, 'a', 1)).toBe(1);
  }
  expect(await waitOf('another', 'a')).toBeLessThanOrEqual(60_000);
});

test('whoever comes from elsewhere is let in at once, however often an account was tried', async () => {
  for (let n = 0; n < 100; n++) await tryOften('ann', `bot ${n}`, 2);
  expect(await waitOf('ann', 'home')).toBe(0);
  expect(await tryOften('ann', 'home', 1)).toBe(1);
});

test('while an account is tried from everywhere, each address has two tries that cost nothing and not five', async () => {
  for (let n = 0; n < ATTACK; n++) await tryOften('ann', `bot ${n}`, 1);
  expect(await tryOften('ann', 'another bot')).toBe(3);
  expect(await tryOften('bob', 'somebody')).toBe(6);
});

test('a right password undoes its own try and those of its people before, not those of others', async () => {
  for (let n = 0; n < ATTACK; n++) await tryOften('ann', `bot ${n}`, 1);
  for (let n = 0; n < 30; n++) {
    expect(await tryOften('ann', 'home', 1)).toBe(1);
    await undoTry(door.db, tried('ann', 'home'));
  }
  const home = await readTries(door.db, tried('ann', 'home'));
  expect(home).toEqual({ waitMs: 0, fromThere: 0, atAccount: ATTACK });
  expect(await readTries(door.db, tried('ann', 'bot 1'))).toMatchObject({ fromThere: 1 });
});

test('an account at which many were tried says when, for a week, and no other account does', async () => {
  await door.signUp('told@example.com');
  await door.signUp('untold@example.com');
  const toldAt = async (login: string) => {
    const { rows } = await sql<{ id: string }>`SELECT id FROM login_user WHERE email = ${login}`.execute(door.db);
    return await findTriedAt(door.db, rows[0]?.id ?? '');
  };
  for (let n = 1; n < ATTACK; n++) await tryOften('told@example.com', `bot ${n}`, 1);
  expect(await toldAt('told@example.com')).toBeNull();
  await tryOften('told@example.com', 'one more', 1);
  expect(await toldAt('told@example.com')).toMatch(/^\d{4}-/);
  expect(await toldAt('untold@example.com')).toBeNull();
  await door.clock.advance(days(8));
  expect(await toldAt('told@example.com')).toBeNull();
});

test('an hour without a try forgets them, and the sweep removes their rows', async () => {
  await tryOften('ann', 'a');
  await door.clock.advance(hours(2));
  expect(await readTries(door.db, tried('ann', 'a'))).toEqual({ waitMs: 0, fromThere: 0, atAccount: 0 });
  expect(await tryOften('ann', 'a')).toBe(6);
  await door.clock.advance(hours(2));
  await sweepTries(door.db);
  expect((await sql`SELECT FROM login_try`.execute(door.db)).rows).toEqual([]);
});

test('who has to wait in one process waits in all, after a restart too, and adds nothing', async () => {
  await door.signUp('everywhere@example.com');
  const stranger = openBrowser('203.0.113.9');
  for (let n = 0; n < 6; n++) await door.signIn(stranger, 'everywhere@example.com', 'wrong');
  const other = door.openProcess();
  const before = await sql`SELECT * FROM login_try ORDER BY key`.execute(door.db);
  for (let n = 0; n < 5; n++)
    expect(await door.signIn(stranger, 'everywhere@example.com', 'wrong', other)).toBe('rate_limited');
  expect(await sql`SELECT * FROM login_try ORDER BY key`.execute(door.db)).toEqual(before);
});

test('many at once are let in no more often than one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 24 }), async (many) => {
      await sql`DELETE FROM login_try`.execute(door.db);
      const standing = { waitMs: 0, fromThere: 0, atAccount: 0 };
      const taken = await Promise.all(
        Array.from({ length: many }, () => countTry(door.db, tried('ann', 'a'), standing)),
      );
      expect(taken.filter(Boolean)).toHaveLength(Math.min(many, 6));
    }),
    { numRuns: 10 },
  );
});
