import { accountEventsOf, accountEventsPath, accounts } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from '../testing/browser.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** Listens to an account's news; `over` resolves when the server has ended them. */
async function listen({ fetch }: Pick<Browser, 'fetch'>): Promise<{ over: Promise<void> }> {
  const { body } = await fetch(accountEventsPath);
  const chunks = body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  for (let text = ''; !text.includes('everything.changed'); ) text += (await chunks?.next())?.value;
  const rest = async () => {
    while (!(await chunks?.next())?.done);
  };
  return { over: rest() };
}

/** Another browser of the same person. */
async function elsewhere({ login }: RigMaker): Promise<Browser> {
  const browser = rig.browser();
  await browser.client(accounts).signIn({ body: { login, password: PASSWORD } });
  return browser;
}

test('a stream ends at once when its key is revoked, and others of the account go on', async () => {
  const maker = await rig.maker('keys');
  const { key, id } = await maker.client(accounts).createApiKey({ body: { name: 'for a while' } });
  const program = await listen(rig.browser({ origin: null, apiKey: key }));
  const page = await listen(maker);
  await maker.client(accounts).revokeApiKey({ params: { id } });
  await program.over;
  expect(await Promise.race([page.over, 'goes on'])).toBe('goes on');
  await maker.client(accounts).signOut({});
  await page.over;
});

test('a stream ends at once when its session is ended from another browser', async () => {
  const maker = await rig.maker('sessions');
  const other = await elsewhere(maker);
  const page = await listen(maker);
  await other.client(accounts).endOtherSessions({});
  await page.over;
});

test('streams of a key end at once when the password changes that it was made under', async () => {
  const maker = await rig.maker('password');
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'of the old password' } });
  const program = await listen(rig.browser({ origin: null, apiKey: key }));
  await maker.client(accounts).changePassword({ body: { current: PASSWORD, next: `${PASSWORD} anew` } });
  await program.over;
});

test('who is removed from an account hears nothing more of it', async () => {
  const maker = await rig.maker('removed');
  const page = await listen(maker);
  await sql`DELETE FROM member WHERE user_id = ${maker.session.user.id}`.execute(rig.context.db);
  await page.over;
});

test('who may do less in an account than before is asked again, and goes on listening', async () => {
  const maker = await rig.maker('demoted');
  const page = await listen(maker);
  await sql`UPDATE member SET role = 'viewer' WHERE user_id = ${maker.session.user.id}`.execute(rig.context.db);
  await maker.client(accounts).signOut({}); // told after it
  await page.over;
});

test('a line of one account is refused to whoever is signed in by the time that the browser opens it again', async () => {
  const maker = await rig.maker('whose');
  const stranger = await rig.maker('stranger');
  const of = ({ session }: RigMaker) =>
    `${accountEventsPath}?of=${accountEventsOf({ userId: session.user.id, accountId: session.account.id })}`;
  expect((await stranger.fetch(of(maker))).status).toBe(401);
  const own = await maker.fetch(of(maker));
  expect(own.status).toBe(200);
  await own.body?.cancel();
});
