import { isRefusal, minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import type { Mail } from '../mail/open-mailer.ts';
import { findUserId } from './create-user.ts';
import { createReset } from './reset.ts';
import { askForMail, mailHandlers } from './reset-mail.ts';
import { type Door, openBrowser, openDoor, PASSWORD } from './testing/door.ts';

const NEXT = 'another horse battery';
let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door[Symbol.asyncDispose]());

async function signUp(name: string) {
  const login = `${name}@example.com`;
  const browser = await door.signUp(login);
  return { login, browser, userId: (await findUserId(door.db, login)) ?? '' };
}

async function finish(token: string, password = NEXT, browser = openBrowser('203.0.113.5')): Promise<string> {
  const done = await door.signInHere.resetPassword(browser, { token, password }, async () => {});
  return isRefusal(done) ? done.code : 'set';
}

test('a link sets the password once, and every session that was open is over', async () => {
  const { login, browser, userId } = await signUp('once');
  const { token } = await createReset(door.db, userId);
  expect(isRefusal(await door.signInHere.getSession(browser))).toBe(false);
  expect(await finish(token, 'aaaaaaaaaa')).toBe('password_weak'); // and the link is good still
  expect(await finish(token)).toBe('set');
  expect(await door.signInHere.getSession(browser)).toMatchObject({ code: 'not_signed_in' });
  expect(await finish(token)).toBe('reset_link_invalid');
  const elsewhere = openBrowser('203.0.113.6');
  expect([await door.signIn(elsewhere, login, PASSWORD), await door.signIn(elsewhere, login, NEXT)]).toEqual([
    'sign_in_failed',
    'in',
  ]);
});

test('all links of a user end with the first that is used, those of others do not', async () => {
  const [one, other] = [await signUp('several'), await signUp('of-another')];
  const [first, second] = [await createReset(door.db, one.userId), await createReset(door.db, one.userId)];
  const others = await createReset(door.db, other.userId);
  expect(await finish(second.token)).toBe('set');
  expect(await finish(first.token)).toBe('reset_link_invalid');
  expect(await finish(others.token)).toBe('set');
});

test('of five who use one link at once, one sets the password', async () => {
  const { userId } = await signUp('raced');
  const { token } = await createReset(door.db, userId);
  const ends = await Promise.all(Array.from({ length: 5 }, (_, n) => finish(token, `the raced password ${n}`)));
  expect(ends.filter((end) => end === 'set')).toHaveLength(1);
  expect(ends.filter((end) => end === 'reset_link_invalid')).toHaveLength(4);
});

test('a link is good for an hour, and what is stored of it opens nothing', async () => {
  const { userId } = await signUp('late');
  const [early, late] = [await createReset(door.db, userId), await createReset(door.db, userId)];
  const rows = await door.db.selectFrom('login_reset').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(early.token);
  for (const { hash } of rows) expect(await finish(hash)).toBe('reset_link_invalid');
  await door.clock.advance(minutes(61));
  expect(await finish(late.token)).toBe('reset_link_invalid');
});

test('another site’s page finishes nobody’s reset', async () => {
  const { userId } = await signUp('from-elsewhere');
  const { token } = await createReset(door.db, userId);
  const foreign = {
    ...openBrowser('203.0.113.5'),
    header: (name: string) => (name === 'origin' ? 'https://evil.example' : undefined),
  };
  expect(await finish(token, NEXT, foreign)).toBe('not_allowed');
});

test('whoever waits for wrong passwords need not, once the link proved who they are', async () => {
  const { login, userId } = await signUp('mistyped');
  const home = openBrowser('198.51.100.77');
  for (let n = 0; n < 6; n++) await door.signIn(home, login, 'not this one');
  expect(await door.signIn(home, login, PASSWORD)).toBe('rate_limited');
  const { token } = await createReset(door.db, userId);
  expect(await finish(token, NEXT, home)).toBe('set');
  expect(await door.signIn(home, login, NEXT)).toBe('in');
});

async function listAsked(): Promise<{ kind: string; subject: string }[]> {
  return (
    await sql<{ kind: string; subject: string }>`
    SELECT kind, subject FROM deadline WHERE kind = 'login.mail'`.execute(door.db)
  ).rows;
}

/** What whoever sends mail sends of what was asked for. */
async function sendAll(onMail: (mail: Mail) => void = () => {}): Promise<Mail[]> {
  const sent: Mail[] = [];
  const mailer = {
    async send(mail: Mail) {
      onMail(mail);
      sent.push(mail);
    },
  };
  const handlers = mailHandlers({ mailer, resetPage: 'https://cam.example.com/reset', log: silentLog });
  for (const { kind, subject } of await listAsked()) {
    await sql`DELETE FROM deadline WHERE kind = ${kind} AND subject = ${subject}`.execute(door.db);
    const deadline = { kind, subject, tries: 0, late: minutes(0) } as never;
    await door.db.transaction().execute(async (trx) => handlers[kind]?.(deadline, trx as never));
  }
  return sent;
}

test('who asks for a mail leaves the same trace whether the address is anybody’s, and only the owner gets one', async () => {
  const { login } = await signUp('written-to');
  const ask = (address: string) => askForMail(door.db, 'reset', { address, language: 'en' });
  await ask(login);
  const known = await listAsked();
  await ask('nobody@example.com');
  const both = await listAsked();
  expect([known.length, both.length]).toEqual([1, 2]);
  const [mail, ...more] = await sendAll();
  expect([mail?.to, more]).toEqual([login, []]);
  const [, token = ''] = /https:\/\/cam\.example\.com\/reset#token=(kr_[\w-]+)/.exec(mail?.text ?? '') ?? [];
  expect(await finish(token)).toBe('set');
});

test('asking in somebody’s name fills no mailbox, and a mail that could not be sent leaves no link', async () => {
  const { login, userId } = await signUp('flooded');
  const ask = () => askForMail(door.db, 'reset', { address: login, language: 'zh-CN' });
  await ask();
  const broken = () => {
    throw new Error('the mail server is away');
  };
  await expect(sendAll(broken)).rejects.toThrow('away');
  expect(await door.db.selectFrom('login_reset').selectAll().where('user_id', '=', userId).execute()).toEqual([]);
  const sent: Mail[] = [];
  for (let n = 0; n < 5; n++) {
    await ask();
    sent.push(...(await sendAll()));
  }
  expect(sent).toHaveLength(3);
  expect(sent[0]?.subject).toBe('设置新密码（cam.example.com）');
});
