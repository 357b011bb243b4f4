// `kaitong demo remove` beside somebody's own products and owners: what is the demonstration's goes, and nothing else.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Input, main } from '@kaitong/client/cli';
import { Pid, ProblemError } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
let folder: string;
let file: string;
beforeAll(async () => {
  rig = await startRig();
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-remove-'));
  file = path.join(folder, 'demo.json');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await rig?.stop();
});

async function remove(args: readonly string[], input?: Input) {
  const said: string[] = [];
  const output = { line: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const code = await main(['demo', 'remove', '--file', file, ...args], { LANG: 'en_GB.UTF-8' }, output, input);
  return { code, said: said.join('\n') };
}

const note = (login: string) =>
  rig.control.pool.query('INSERT INTO demonstration_login SELECT id FROM login_user WHERE email = $1', [login]);

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  );

test('the demonstration’s logins, owners, activations, licences and files go once somebody agreed, others’ stay', async () => {
  const [shownMaker, shownOwner] = [await rig.newMaker(), await rig.newOwner('cn')];
  const [shown, own] = [await rig.unit({ maker: shownMaker, owner: shownOwner }), await rig.unit()];
  for (const [maker, unit] of [[shownMaker, shown] as const, [rig.maker, own] as const]) {
    const camera = await unit.camera();
    expect((await maker.activate(unit.deviceId)).application.state).toBe('approved');
    await camera.close();
  }
  const { key } = await shownMaker.console.createApiKey({ body: { name: 'demo.json' } });
  await note(shownMaker.login);
  const { deviceId, pid } = shown;
  const demo = {
    api: { url: rig.url, key },
    console: { email: shownMaker.login },
    room: { url: 'http://127.0.0.1:1' },
    apps: [
      { region: 'cn', email: shownOwner.login, password: PASSWORD },
      { region: 'eu', email: 'nobody@example.com', password: PASSWORD },
    ],
    devices: [{ deviceId, pid, product: 'x', behaviour: 'good-ts' }],
  };
  writeFileSync(file, JSON.stringify(demo));
  mkdirSync(path.join(folder, 'room'));
  const files = ['demo-state.json', 'room.json', 'room/credentials', 'kept.json'].map((name) =>
    path.join(folder, name),
  );
  for (const one of files) writeFileSync(one, '{}');

  const unasked = await remove([]);
  expect([unasked.code, await codeOf(shownOwner.getOwner({}))]).toEqual([64, 'done']);
  for (const word of [shownMaker.login, shownOwner.login, pid, '--yes']) expect(unasked.said).toContain(word);

  const input: Input = {
    onLine(listener) {
      queueMicrotask(listener);
      return { close() {} };
    },
  };
  const { code, said } = await remove([], input);
  expect({ code, said }).toMatchObject({ code: 0 });
  expect(said).toContain('nobody@example.com'); // is told to be left alone
  expect(await codeOf(shownOwner.getOwner({}))).toBe('not_signed_in');
  expect(await codeOf(shownMaker.console.getSession({}))).toBe('not_signed_in');
  expect(await codeOf(shownMaker.listProducts({ query: {} }))).toBe('api_key_invalid');
  const { rows } = await rig.control.pool.query(
    'SELECT (SELECT count(*) FROM activation WHERE pid = $1) AS active, (SELECT count(*) FROM licence WHERE pid = $1 AND revoked_at IS NULL) AS usable',
    [pid],
  );
  expect(rows).toEqual([{ active: 0, usable: 0 }]);
  expect([file, ...files].map(existsSync)).toEqual([false, false, false, false, true]);

  expect((await rig.maker.getProduct({ params: { pid: Pid.parse(own.pid) } })).activation).not.toBeNull();
  expect((await rig.owners.cn.listDevices({})).items.map((device) => device.deviceId)).toContain(own.deviceId);

  writeFileSync(file, JSON.stringify(demo)); // as if it had been stopped before the last step
  expect(await remove(['--yes'])).toMatchObject({ code: 0, said: expect.stringContaining('gone already') });
});

test('products that others have joined stay activated', async () => {
  const demoMaker = await rig.newMaker();
  const unit = await rig.unit({ maker: demoMaker });
  const camera = await unit.camera();
  await demoMaker.activate(unit.deviceId);
  await camera.close();
  const { key } = await demoMaker.console.createApiKey({ body: { name: 'demo.json' } });
  await note(demoMaker.login);
  const { user } = await rig.maker.console.getSession({});
  await rig.control.pool.query('INSERT INTO member (user_id, account_id, role) VALUES ($1, $2, $3)', [
    ...[user.id, demoMaker.accountId, 'administrator'],
  ]);
  const demo = { api: { url: rig.url, key }, room: { url: 'http://127.0.0.1:1' }, devices: [] };
  writeFileSync(file, JSON.stringify(demo));
  expect(await remove(['--yes'])).toMatchObject({ code: 0, said: expect.stringContaining('Others have joined') });
  expect(await codeOf(demoMaker.console.getSession({}))).toBe('not_signed_in');
  await rig.maker.console.chooseSpace({ body: { accountId: demoMaker.accountId } });
  const { activation } = await rig.maker.console.getProduct({ params: { pid: Pid.parse(unit.pid) } });
  expect(activation).not.toBeNull();
});

test('where somebody would be left alone in an account, nothing is removed, and what to do is said', async () => {
  const [demoMaker, demoOwner, colleague] = [await rig.newMaker(), await rig.newOwner('cn'), await rig.newMaker()];
  const { key } = await demoMaker.console.createApiKey({ body: { name: 'demo.json' } });
  await note(demoMaker.login);
  const { user } = await colleague.console.getSession({});
  const join = (role: string) =>
    rig.control.pool.query(
      'INSERT INTO member (user_id, account_id, role) VALUES ($1, $2, $3) ON CONFLICT (user_id, account_id) DO UPDATE SET role = excluded.role',
      [user.id, demoMaker.accountId, role],
    );
  await join('viewer');
  const apps = [{ region: 'cn', email: demoOwner.login, password: PASSWORD }];
  writeFileSync(
    file,
    JSON.stringify({ api: { url: rig.url, key }, room: { url: 'http://127.0.0.1:1' }, apps, devices: [] }),
  );
  const { code, said } = await remove(['--yes']);
  expect([code, said]).toEqual([2, expect.stringContaining('last_administrator')]);
  expect([await codeOf(demoOwner.getOwner({})), existsSync(file)]).toEqual(['done', true]);
  await join('administrator');
  const removed = await remove(['--yes', '--json']);
  expect([removed.code, JSON.parse(removed.said.split('\n').at(-1) ?? '')]).toEqual([
    0,
    { logins: [demoMaker.login], owners: [demoOwner.login], products: [] },
  ]);
  expect(await codeOf(demoOwner.getOwner({}))).toBe('not_signed_in');
});

test('a folder that no demonstration was in keeps what lies beside the file', async () => {
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'gone' } });
  const { items } = await rig.maker.console.listApiKeys({ query: {} });
  const made = items.find(({ name }) => name === 'gone');
  await rig.maker.console.revokeApiKey({ params: { id: made?.id ?? '' } });
  writeFileSync(file, JSON.stringify({ api: { url: rig.url, key }, room: { url: rig.url }, devices: [] }));
  mkdirSync(path.join(folder, 'room'), { recursive: true });
  writeFileSync(path.join(folder, 'room', 'holiday.jpg'), 'x');
  expect(await remove(['--yes'])).toMatchObject({ code: 0 });
  expect([file, path.join(folder, 'room', 'holiday.jpg')].map(existsSync)).toEqual([false, true]);
});

test('where it does not run, that is said and nothing is removed', async () => {
  const nobody = 'http://127.0.0.1:1';
  writeFileSync(file, JSON.stringify({ api: { url: nobody, key: 'x' }, room: { url: nobody }, devices: [] }));
  const { code, said } = await remove(['--yes']);
  expect([code, said.includes('cannot be reached'), existsSync(file)]).toEqual([4, true, true]);
});
