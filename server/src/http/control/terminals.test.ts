import { accounts, audit, minutes, products, seconds, terminals } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, PASSWORD, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let maker: RigMaker;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('terminals');
});
afterAll(() => rig[Symbol.asyncDispose]());

/** A program on somebody's machine: it has no cookies and says no origin. */
const terminal = () => rig.browser({ origin: null }).client(terminals);
const begin = (body: { name: string; scope?: 'read' | 'all' } = { name: 'build-server' }) =>
  terminal().beginTerminalLogin({ body });
const take = (deviceCode: string) => terminal().takeTerminalKey({ body: { deviceCode } });
const by = ({ client }: RigMaker) => client(terminals);
const programWith = (apiKey: string) => rig.browser({ origin: null, apiKey });

test('a terminal whose code is confirmed in the console gets a key, once, listed and revocable, stored hashed', async () => {
  const { deviceCode, userCode, completeUrl } = await begin();
  expect(completeUrl).toContain(`/terminal?code=${userCode}`);
  expect(await refusedCode(take(deviceCode))).toBe('terminal_pending');
  const params = { userCode: userCode.toLowerCase().replace('-', ' ') };
  expect(await by(maker).getTerminalLogin({ params })).toMatchObject({ userCode, name: 'build-server', scope: 'all' });
  await by(maker).confirmTerminalLogin({ params });
  expect(await refusedCode(by(maker).confirmTerminalLogin({ params }))).toBe('terminal_code_invalid');
  await rig.clock.advance(seconds(5));
  const { key, keyId, login, accountName } = await take(deviceCode);
  expect([login, accountName]).toEqual([maker.login, 'terminals']);
  expect(await refusedCode(take(deviceCode))).toBe('terminal_code_invalid');
  const { user } = await programWith(key).client(accounts).getSession({});
  expect(user.id).toBe(maker.session.user.id);
  const [listed] = (await maker.client(accounts).listApiKeys({ query: {} })).items;
  expect(listed).toMatchObject({ id: keyId, name: 'build-server', expiresAt: expect.any(String) });
  const rows = await rig.context.db.selectFrom('api_key').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(key);
  const trail = await maker.client(audit).listAudit({ query: { action: 'api_key.created' } });
  expect(trail.items[0]).toMatchObject({ subject: keyId, byKey: false, details: { terminal: '127.0.0.1' } });
  await maker.client(accounts).revokeApiKey({ params: { id: keyId } });
  expect(await refusedCode(programWith(key).client(accounts).getSession({}))).toBe('api_key_invalid');
});

test('whoever looks too often waits longer from then on (RFC 8628, 3.5)', async () => {
  const { deviceCode, interval } = await begin();
  expect(interval).toBe(5);
  const problem = () => take(deviceCode).catch(({ problem: { code, params } }) => [code, params.seconds]);
  expect(await problem()).toEqual(['terminal_pending', 5]);
  expect(await problem()).toEqual(['terminal_slow_down', 10]);
  await rig.clock.advance(seconds(10));
  expect(await problem()).toEqual(['terminal_pending', 10]);
});

test('what was refused, or is ten minutes old, gets nothing', async () => {
  const denied = await begin();
  await by(maker).denyTerminalLogin({ params: denied });
  expect(await refusedCode(take(denied.deviceCode))).toBe('terminal_denied');
  const old = await begin();
  await rig.clock.advance(minutes(10));
  expect(await refusedCode(by(maker).confirmTerminalLogin({ params: old }))).toBe('terminal_code_invalid');
  expect(await refusedCode(take(old.deviceCode))).toBe('terminal_code_invalid');
});

test('a program confirms no terminal: a key makes no keys', async () => {
  const { key } = await maker.client(accounts).createApiKey({ body: { name: 'leaked' } });
  const asked = await begin();
  expect(await refusedCode(programWith(key).client(terminals).confirmTerminalLogin({ params: asked }))).toBe(
    'not_allowed',
  );
  expect(await refusedCode(take(asked.deviceCode))).toBe('terminal_pending');
});

test('a viewer confirms none, and the code alone gets no key', async () => {
  const viewer = await rig.maker('terminal-viewer');
  const { id } = viewer.session.user;
  await rig.context.db.updateTable('member').set({ role: 'viewer' }).where('user_id', '=', id).execute();
  const asked = await begin();
  expect(await refusedCode(by(viewer).confirmTerminalLogin({ params: asked }))).toBe('not_allowed');
  await by(maker).confirmTerminalLogin({ params: asked });
  expect(await refusedCode(take(asked.userCode))).toBe('terminal_code_invalid');
});

test('whoever was taken out of the account meanwhile gets no key into it', async () => {
  const leaver = await rig.maker('leaver');
  const asked = await begin();
  await by(leaver).confirmTerminalLogin({ params: asked });
  await rig.context.db.deleteFrom('member').where('user_id', '=', leaver.session.user.id).execute();
  expect(await refusedCode(take(asked.deviceCode))).toBe('terminal_code_invalid');
});

test('whoever changes the password, and ends their keys with it, ends the one that a terminal has not taken yet', async () => {
  const owner = await rig.maker('changes');
  const asked = await begin();
  await by(owner).confirmTerminalLogin({ params: asked });
  const body = { current: PASSWORD, next: `${PASSWORD} of today`, endApiKeys: true };
  await owner.client(accounts).changePassword({ body });
  expect(await refusedCode(take(asked.deviceCode))).toBe('terminal_code_invalid');
});

test('a program ends its own key, whatever that may do', async () => {
  const { deviceCode, userCode } = await begin({ name: 'reader', scope: 'read' });
  await by(maker).confirmTerminalLogin({ params: { userCode } });
  const { key } = await take(deviceCode);
  const program = programWith(key);
  expect(await refusedCode(program.client(products).createProduct({ body: { name: 'x' } }))).toBe('key_out_of_scope');
  await program.client(terminals).revokeOwnKey({});
  expect(await refusedCode(program.client(accounts).getSession({}))).toBe('api_key_invalid');
  expect(await refusedCode(by(maker).revokeOwnKey({}))).toBe('not_allowed');
});
