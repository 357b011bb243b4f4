import { accounts, installation, products, team } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteDemonstration } from '../../control/accounts/demonstration.ts';
import { openSetUpLink } from '../../control/accounts/set-up.ts';
import { authoriseIn } from '../testing/authorise.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(() => rig[Symbol.asyncDispose]());

test('accounts of a demonstration are told of where others reach the server, to makers and those who run it', async () => {
  const [demo, maker] = [await rig.maker('demo'), await rig.maker('somebody')];
  const operator = await rig.operator();
  const reachable = async () => {
    const clients = [maker, operator].map((one) => one.client(installation));
    const answers = await Promise.all(clients.map((client) => client.getInstallation({})));
    return answers.map(({ demonstrationReachable }) => demonstrationReachable);
  };
  rig.context.isLocal = false;
  expect(await reachable()).toEqual([false, false]);
  for (let starts = 0; starts < 2; starts++) await noteDemonstration(rig.context, [demo.login, 'nobody@example.com']);
  expect(await reachable()).toEqual([true, true]);
  rig.context.isLocal = true;
  expect(await reachable()).toEqual([false, false]);
  expect(await refusedCode(rig.browser().client(installation).getInstallation({}))).toBe('not_signed_in');
});

describe('a demonstration is removed', () => {
  const remove = (who: RigMaker, query: { dryRun?: 'true' } = {}) =>
    who.client(installation).removeDemonstration({ query });

  test('by itself alone, with its logins and keys, and what its products gave others', async () => {
    const [demo, second, other] = [await rig.maker('shown'), await rig.maker('shown-too'), await rig.maker('other')];
    const { pid } = await demo.client(products).createProduct({ body: { name: 'shown' } });
    await authoriseIn(demo, other, pid, 'developer');
    const own = await other.client(products).createProduct({ body: { name: 'own' } });
    await noteDemonstration(rig.context, [demo.login, second.login]);
    expect(await refusedCode(remove(other))).toBe('not_found');
    expect((await remove(demo)).removed).toEqual(expect.arrayContaining([demo.login, second.login]));
    const left = async (who: RigMaker) => await refusedCode(who.client(accounts).getSession({}));
    expect(await Promise.all([demo, second].map(left))).toEqual(['not_signed_in', 'not_signed_in']);
    const { items } = await other.client(products).listProducts({ query: {} });
    expect(items.map((product) => product.pid)).toEqual([own.pid]);
    rig.context.isLocal = false;
    expect((await other.client(installation).getInstallation({})).demonstrationReachable).toBe(false);
    rig.context.isLocal = true;
    await rig.maker('shown'); // its login is free again
  });

  test('only its login, where others have joined its account, and not before one of them administers it', async () => {
    const [demo, colleague] = [await rig.maker('joined'), await rig.maker('colleague')];
    const { id } = demo.session.account;
    const { pid } = await demo.client(products).createProduct({ body: { name: 'theirs' } });
    const join = (role: 'viewer' | 'administrator') =>
      rig.context.db
        .insertInto('member')
        .values({ user_id: colleague.session.user.id, account_id: id, role })
        .onConflict((conflict) => conflict.columns(['user_id', 'account_id']).doUpdateSet({ role }))
        .execute();
    await noteDemonstration(rig.context, [demo.login]);
    await join('viewer');
    expect(await refusedCode(remove(demo))).toBe('last_administrator');
    expect(await refusedCode(remove(demo, { dryRun: 'true' }))).toBe('last_administrator');
    await join('administrator');
    expect((await remove(demo, { dryRun: 'true' })).removed).toEqual([demo.login]);
    expect(await refusedCode(demo.client(accounts).getSession({}))).toBeUndefined();
    expect((await remove(demo)).removed).toEqual([demo.login]);
    await colleague.client(team).chooseSpace({ body: { accountId: id } });
    const { items } = await colleague.client(products).listProducts({ query: {} });
    expect(items.map((product) => product.pid)).toEqual([pid]);
  });

  test('and whoever let its login join keeps theirs, with the account', async () => {
    const [founder, colleague, demo] = [
      await rig.maker('founder'),
      await rig.maker('second'),
      await rig.maker('guest'),
    ];
    const { id } = founder.session.account;
    const joining = [colleague, demo].map((who) => ({
      user_id: who.session.user.id,
      account_id: id,
      role: 'administrator' as const,
    }));
    await rig.context.db.insertInto('member').values(joining).execute();
    await noteDemonstration(rig.context, [demo.login]);
    expect(await refusedCode(remove(founder))).toBe('not_found');
    expect((await remove(demo)).removed).toEqual([demo.login]);
    const { items } = await founder.client(team).listMembers({});
    expect(items.map(({ login }) => login).sort()).toEqual([founder.login, colleague.login].sort());
  });

  test('but does not take the only one along who administers an account that it joined', async () => {
    const [demo, viewer] = [await rig.maker('left-alone'), await rig.maker('viewing')];
    const account_id = (await rig.maker('unrelated')).session.account.id;
    const { db } = rig.context;
    await db.updateTable('member').set({ role: 'viewer' }).where('account_id', '=', account_id).execute();
    const { id } = demo.session.user;
    await db.insertInto('member').values({ user_id: id, account_id, role: 'administrator' }).execute();
    await noteDemonstration(rig.context, [demo.login]);
    expect(await refusedCode(remove(demo))).toBe('last_administrator');
    await db.deleteFrom('member').where('account_id', '=', account_id).where('user_id', '=', id).execute();
    expect((await remove(demo)).removed).toEqual([demo.login]);
    expect(await refusedCode(viewer.client(accounts).getSession({}))).toBeUndefined();
  });

  test('and the next start makes another operator, if its operator was the only one', async () => {
    await using fresh = await startControl();
    const [demo, operator] = [await fresh.maker('demo'), await fresh.operator()];
    const login = operator.session.user.email ?? '';
    await noteDemonstration(fresh.context, [demo.login, login]);
    expect(await openSetUpLink(fresh.context)).toBeUndefined();
    expect((await remove(demo)).removed).toContain(login);
    expect(await openSetUpLink(fresh.context)).toContain('/setup?token=');
  });
});

test('the app of each region has an address', async () => {
  const { apps } = await (await rig.maker('looking')).client(installation).getInstallation({});
  expect(apps).toEqual([
    { region: 'cn', url: `${rig.context.publicUrl}/cn/app` },
    { region: 'eu', url: `${rig.context.publicUrl}/eu/app` },
  ]);
});
