// A team: who belongs to an account, how they come and go, and what they may no more from that moment on.
import { accountEventsPath, accounts, audit, type Pid, products, type Role, team } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { invitationMailHandlers } from '../../control/accounts/invitation-mail.ts';
import { sweepInvitations } from '../../control/accounts/invitations.ts';
import { findOpener } from '../../control/accounts/openers.ts';
import { silentLog } from '../../log.ts';
import type { Mail } from '../../mail/open-mailer.ts';
import { authoriseIn, tokenIn } from '../testing/authorise.ts';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(() => rig[Symbol.asyncDispose]());
// More people register here than one network may.
beforeEach(() => sql`DELETE FROM rate_limit`.execute(rig.context.db));

const codeOf = async (call: Promise<unknown>): Promise<string> => (await refusedCode(call)) ?? 'ok';

let made = 0;
const newMaker = (): Promise<RigMaker> => rig.maker(`team${++made}`);
const invite = async (giver: RigMaker, login: string, role: Role, pids?: Pid[]): Promise<string> =>
  tokenIn((await giver.client(team).createInvitation({ body: { login, role, ...(pids ? { pids } : {}) } })).url);
const accept = (who: RigMaker, token: string) => who.client(team).acceptInvitation({ body: { token } });
const spaceOf = async (who: RigMaker) => (await who.client(accounts).getSession({})).account;
const membersOf = async (who: RigMaker) =>
  (await who.client(team).listMembers({})).items.map(({ login, role }) => [login, role]);
const actionsOf = async (who: RigMaker) =>
  (await who.client(audit).listAudit({ query: {} })).items.map(({ action, user }) => [action, user]);

/** The owner of an account and somebody who has joined it, in whose browser it is open. */
async function teamOf(role: Role) {
  const [owner, friend] = [await newMaker(), await newMaker()];
  await accept(friend, await invite(owner, friend.login, role));
  return { owner, friend, accountId: owner.session.account.id, friendId: friend.session.user.id };
}

test('whoever is invited reads who invites to what, says yes, and is in the account; each step is in its trail', async () => {
  const [owner, friend] = [await newMaker(), await newMaker()];
  const token = await invite(owner, ` ${friend.login.toUpperCase()} `, 'commerce');
  const body = { token };
  expect(await rig.browser().client(team).readInvitation({ body })).toMatchObject({
    accountName: owner.session.account.name,
    ...{ invitedBy: owner.login, login: friend.login, role: 'commerce', products: null },
  });
  expect((await owner.client(team).listInvitations({ query: {} })).items).toMatchObject([{ login: friend.login }]);
  const { account, spaces } = await accept(friend, token);
  expect(account).toMatchObject({ id: owner.session.account.id, role: 'commerce' });
  expect(spaces.map(({ id }) => id)).toEqual([friend.session.account.id, owner.session.account.id]);
  expect(await membersOf(owner)).toEqual([
    [owner.login, 'administrator'],
    [friend.login, 'commerce'],
  ]);
  expect((await owner.client(team).listInvitations({ query: {} })).items).toEqual([]);
  expect((await actionsOf(owner)).slice(0, 2)).toEqual([
    ['member.joined', friend.login],
    ['invitation.made', owner.login],
  ]);
});

test('an invitation is good once, for seven days, unless it is withdrawn, and for whom it is', async () => {
  const [owner, friend, other] = [await newMaker(), await newMaker(), await newMaker()];
  const token = await invite(owner, friend.login, 'viewer');
  expect(await codeOf(accept(other, token))).toBe('invitation_not_yours');
  const both = await Promise.all([codeOf(accept(friend, token)), codeOf(accept(friend, token))]);
  expect(both.filter((code) => code === 'invitation_invalid')).toHaveLength(1);
  expect(await codeOf(accept(other, token))).toBe('invitation_invalid');
  expect(await codeOf(accept(friend, await invite(owner, friend.login, 'administrator')))).toBe('already_member');

  const withdrawn = await invite(owner, other.login, 'viewer');
  const [{ id = '' } = {}] = (await owner.client(team).listInvitations({ query: {} })).items;
  const withdraw = (who: RigMaker) => codeOf(who.client(team).withdrawInvitation({ params: { id } }));
  expect(await withdraw(other)).toBe('not_found');
  await withdraw(owner);
  expect(await codeOf(accept(other, withdrawn))).toBe('invitation_invalid');

  const late = await invite(owner, other.login, 'viewer');
  await rig.context.db
    .updateTable('invitation')
    .set({ expires_at: sql<Date>`kaitong_now()` })
    .where('address', '=', other.login)
    .execute();
  expect(await codeOf(accept(other, late))).toBe('invitation_invalid');
  await sweepInvitations(rig.context.db);
  const rows = await rig.context.db.selectFrom('invitation').select('id').where('address', '=', other.login).execute();
  expect(rows).toEqual([]);
});

test('inviting says the same whether anybody signs in with a login, and looks nobody up', async () => {
  const [owner, friend] = [await newMaker(), await newMaker()];
  const ask = async (login: string) => {
    const { invitation, url } = await owner.client(team).createInvitation({ body: { login, role: 'viewer' } });
    return { ...invitation, id: '', createdAt: '', expiresAt: '', login: '', url: (url ?? '').length };
  };
  expect(await ask(friend.login)).toEqual(await ask('nobody-at-all@example.com'));
  expect(await codeOf(ask('neither mail nor phone'))).toBe('input_invalid');
});

test('several products at once: the invited account has the role on each, and keeps them in its own lists with the owner’s name', async () => {
  const [owner, friend] = [await newMaker(), await newMaker()];
  const pids: Pid[] = [];
  for (const name of ['one', 'two'])
    pids.push((await owner.client(products).createProduct({ body: { name } })).pid as Pid);
  const token = await invite(owner, friend.login, 'developer', pids);
  expect((await friend.client(team).readInvitation({ body: { token } })).products).toEqual([
    { pid: pids[0], name: 'one' },
    { pid: pids[1], name: 'two' },
  ]);
  const { account, spaces } = await accept(friend, token);
  expect([account.id, spaces.length]).toEqual([friend.session.account.id, 1]);
  const listed = (await friend.client(products).listProducts({ query: {} })).items;
  expect(listed.map(({ pid, role, ownerName }) => [pid, role, ownerName]).sort()).toEqual(
    pids.map((pid) => [pid, 'developer', owner.session.account.name]).sort(),
  );
  const given = (await owner.client(accounts).listAuthorisations({ query: {} })).items;
  expect(given.map(({ productName, accountName }) => [productName, accountName]).sort()).toEqual([
    ['one', friend.session.account.name],
    ['two', friend.session.account.name],
  ]);
  expect((await actionsOf(owner)).filter(([action]) => action === 'authorisation.given')).toHaveLength(2);
  const foreign = friend.client(team).createInvitation({ body: { login: 'x@example.com', role: 'viewer', pids } });
  expect(await codeOf(foreign)).toBe('not_allowed');
});

test('for its own products an account has no role to be given, and only administrators take one for theirs', async () => {
  const { owner, friend } = await teamOf('developer');
  const { pid } = await owner.client(products).createProduct({ body: { name: 'x' } });
  const own = await invite(owner, owner.login, 'viewer', [pid as Pid]);
  expect(await codeOf(accept(owner, own))).toBe('already_member');
  const third = await newMaker();
  const { pid: theirs } = await third.client(products).createProduct({ body: { name: 'x' } });
  const offered = await invite(third, friend.login, 'viewer', [theirs as Pid]);
  expect(await codeOf(accept(friend, offered))).toBe('not_allowed'); // in the account that they only develop for
});

test('a browser goes from account to account, and sees of each what it is there', async () => {
  const { owner, friend, accountId } = await teamOf('viewer');
  const { pid } = await owner.client(products).createProduct({ body: { name: 'shared' } });
  const choose = (id: string) => friend.client(team).chooseSpace({ body: { accountId: id as typeof accountId } });
  const listed = async () => (await friend.client(products).listProducts({ query: {} })).items.map((one) => one.pid);
  expect([await spaceOf(friend), await listed()]).toMatchObject([{ id: accountId, role: 'viewer' }, [pid]]);
  expect((await choose(friend.session.account.id)).account).toMatchObject({ role: 'administrator' });
  expect(await listed()).toEqual([]);
  await choose(accountId);
  expect(await listed()).toEqual([pid]);
  expect(await codeOf(choose((await newMaker()).session.account.id))).toBe('not_found');
});

test('a stream of one account tells nothing once its browser is in another', async () => {
  const { friend } = await teamOf('viewer');
  const response = await friend.fetch(accountEventsPath);
  const told = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('everything.changed')) text += (await told?.read())?.value ?? '';
  await friend.client(team).chooseSpace({ body: { accountId: friend.session.account.id } });
  while (!(await told?.read())?.done); // it has ended
});

test('a removed member’s sessions, streams and keys in the account end at once; elsewhere they stay', async () => {
  const { owner, friend, accountId, friendId } = await teamOf('developer');
  const { key } = await friend.client(accounts).createApiKey({ body: { name: 'x' } });
  const program = rig.browser({ apiKey: key, origin: null });
  const body = { login: friend.login, password: PASSWORD };
  const home = rig.browser();
  await home.client(accounts).signIn({ body }); // never was in that account
  await home.client(accounts).createApiKey({ body: { name: 'of their own' } });
  const visited = rig.browser();
  await visited.client(accounts).signIn({ body });
  for (const id of [accountId, friend.session.account.id])
    await visited.client(team).chooseSpace({ body: { accountId: id } });
  const { items } = await friend.client(accounts).listSessions({});
  const opener = `s-${items.find(({ current }) => current)?.id}` as never;
  const opens = async () => (await findOpener(rig.context, { params: { opener } } as never)).inForce;
  const stream = (await friend.fetch(accountEventsPath)).text();
  expect([await codeOf(program.client(accounts).getSession({})), await opens()]).toEqual(['ok', true]);
  await owner.client(team).removeMember({ params: { userId: friendId } });
  await stream; // it has ended
  const asked = [friend, visited, program, home].map((one) => codeOf(one.client(accounts).getSession({})));
  expect(await Promise.all(asked)).toEqual(['not_signed_in', 'not_signed_in', 'api_key_invalid', 'ok']);
  expect(await opens()).toBe(false);
  expect((await home.client(accounts).listApiKeys({ query: {} })).items.map(({ name }) => name)).toEqual([
    'of their own',
  ]);
  expect(await codeOf(home.client(team).chooseSpace({ body: { accountId } }))).toBe('not_found');
  expect(await membersOf(owner)).toEqual([[owner.login, 'administrator']]);
  expect((await actionsOf(owner))[0]).toEqual(['member.removed', owner.login]);
});

test('who leaves an account is out of it; whoever has no other has an empty one of their own', async () => {
  const { owner, friend, friendId } = await teamOf('administrator');
  await friend.client(team).removeMember({ params: { userId: owner.session.user.id } }); // of the account they began
  expect(await codeOf(owner.client(accounts).getSession({}))).toBe('not_signed_in');
  const { account } = await owner.client(accounts).signIn({ body: { login: owner.login, password: PASSWORD } });
  expect(account).toMatchObject({ role: 'administrator' });
  expect(account.id).not.toBe(owner.session.account.id);
  await accept(owner, await invite(friend, owner.login, 'administrator'));
  expect(await codeOf(friend.client(team).removeMember({ params: { userId: friendId } }))).toBe('ok');
  expect((await actionsOf(owner))[0]).toEqual(['member.left', friend.login]);
});

test('an account keeps an administrator, also when two give up at the same moment', async () => {
  const { owner, friend, friendId } = await teamOf('administrator');
  const ownerId = owner.session.user.id;
  const change = (who: RigMaker, userId: string, role: Role) =>
    codeOf(who.client(team).changeMember({ params: { userId }, body: { role } }));
  const codes = await Promise.all([change(owner, ownerId, 'viewer'), change(friend, friendId, 'viewer')]);
  expect(codes.toSorted()).toEqual(['last_administrator', 'ok']);
  const [last, lastId] = codes[0] === 'ok' ? [friend, friendId] : [owner, ownerId];
  expect(await codeOf(last.client(team).removeMember({ params: { userId: lastId } }))).toBe('last_administrator');
  expect((await membersOf(last)).filter(([, role]) => role === 'administrator')).toHaveLength(1);
});

test('a smaller role holds from the next request on, and ends the invitations that were made with the larger', async () => {
  const { owner, friend, friendId } = await teamOf('administrator');
  const guest = await newMaker();
  const token = await invite(friend, guest.login, 'administrator');
  await owner.client(team).changeMember({ params: { userId: friendId }, body: { role: 'developer' } });
  const invites = friend.client(team).createInvitation({ body: { login: guest.login, role: 'viewer' } });
  expect(await codeOf(invites)).toBe('not_allowed');
  expect(await codeOf(accept(guest, token))).toBe('invitation_invalid');
  const stranger = guest.client(team).changeMember({ params: { userId: friendId }, body: { role: 'viewer' } });
  expect(await codeOf(stranger)).toBe('not_found');
});

test('a key of an account says who made it, and neither invites, accepts nor changes members', async () => {
  const { owner, friend, friendId } = await teamOf('administrator');
  const { key, madeBy } = await friend.client(accounts).createApiKey({ body: { name: 'x' } });
  expect(madeBy).toBe(friend.login);
  expect((await owner.client(accounts).listApiKeys({ query: {} })).items).toMatchObject([{ madeBy: friend.login }]);
  const program = rig.browser({ apiKey: key, origin: null }).client(team);
  const codes = [
    program.createInvitation({ body: { login: 'x@example.com', role: 'administrator' } }),
    program.acceptInvitation({ body: { token: 'x' } }),
    program.chooseSpace({ body: { accountId: friend.session.account.id } }),
    program.changeMember({ params: { userId: friendId }, body: { role: 'viewer' } }),
    program.removeMember({ params: { userId: owner.session.user.id } }),
  ].map(codeOf);
  expect(await Promise.all(codes)).toEqual(codes.map(() => 'not_allowed'));
});

test('the company is one’s own: administrators change it, members read it', async () => {
  const { owner, friend } = await teamOf('commerce');
  const company = {
    name: '深圳某某科技有限公司',
    contact: { name: '王工', phone: '+86 755 0000 0000', email: 'w@example.com' },
    invoice: { title: '深圳某某科技有限公司', taxId: '91440300MA5XXXXX0X', address: '深圳', bank: '' },
  };
  await owner.client(team).putCompany({ body: company });
  expect(await friend.client(team).getCompany({})).toEqual(company);
  expect((await spaceOf(owner)).name).toBe(company.name);
  expect(await codeOf(friend.client(team).putCompany({ body: company }))).toBe('not_allowed');
  expect((await (await newMaker()).client(team).getCompany({})).contact.name).toBe('');
});

test('with a mail server the link is sent and not shown, in the inviter’s language; to a phone number it is handed over', async () => {
  const mails: Mail[] = [];
  const mailer = { send: async (mail: Mail) => void mails.push(mail) };
  await using own = await startControl({ mailer });
  const [owner, friend] = [await own.maker('mails'), await own.maker('reads')];
  const body = { login: friend.login, role: 'viewer' } as const;
  const { invitation, url } = await owner.client(team).createInvitation({ body });
  expect(url).toBeNull();
  const phone = await owner.client(team).createInvitation({ body: { ...body, login: '13800138000' } });
  expect([phone.invitation.login, phone.url === null]).toEqual(['+8613800138000', false]);
  const send = invitationMailHandlers({ mailer, publicUrl: 'https://cam.example', log: silentLog })['invitation.mail'];
  await own.context.db
    .transaction()
    .execute(async (trx) => send?.({ subject: `zh-CN ${invitation.id}`, tries: 0 } as never, trx));
  expect(mails).toMatchObject([{ to: friend.login, subject: '“mails”邀请您（cam.example）' }]);
  const token = /https:\/\/cam\.example\/invitation#token=(\S+)/.exec(mails[0]?.text ?? '')?.[1] ?? '';
  await friend.client(team).acceptInvitation({ body: { token } });
  await own.context.db
    .transaction()
    .execute(async (trx) => send?.({ subject: `zh-CN ${invitation.id}`, tries: 0 } as never, trx));
  expect(mails).toHaveLength(1); // accepted: there is nothing to send
});

test('whoever is invited more often than a mailbox bears gets no more mails: the link is handed over', async () => {
  await using own = await startControl({ mailer: { send: async () => {} } });
  const owner = await own.maker('often');
  const invite = async (login: string) =>
    (await owner.client(team).createInvitation({ body: { login, role: 'viewer' } })).url !== null;
  const shown: boolean[] = [];
  for (let times = 0; times < 7; times++) shown.push(await invite('often@example.com'));
  expect(shown).toEqual([false, false, false, false, false, true, true]);
  expect(await invite('another@example.com')).toBe(false);
});

test('authorisations are withdrawn by whoever gave them, and given back', async () => {
  const [owner, friend, other] = [await newMaker(), await newMaker(), await newMaker()];
  const { pid } = await owner.client(products).createProduct({ body: { name: 'x' } });
  const end = (who: RigMaker, id: string) => codeOf(who.client(accounts).revokeAuthorisation({ params: { id } }));
  const id = await authoriseIn(owner, friend, pid, 'viewer');
  expect([await end(other, id), await end(friend, id)]).toEqual(['not_found', 'ok']);
  const again = await authoriseIn(owner, friend, pid, 'viewer');
  expect([await end(owner, again), await codeOf(friend.client(products).getProduct({ params: { pid } }))]).toEqual([
    'ok',
    'not_found',
  ]);
});
