import { app, control, device } from '@kaitong/contract';
import { expect, test } from 'vitest';
import type { SignInRequest } from '../sign-in/sign-in.ts';
import { openShares, SHARED, type Shares } from './shares.ts';

const one = { all: { atOnce: 1 }, each: { atOnce: 1 } };
const nobody: SignInRequest = { method: 'POST', ip: '192.0.2.1', header: () => undefined, setCookies: () => {} };

/** Public operations that take no share, each with the reason why it needs none. */
const WITHOUT: Record<string, string> = {
  signOut: 'without a session it does nothing',
  getAuthority: 'reads what is kept in memory',
  getCertificateKeys: 'reads what is kept in memory',
  getCertificateRevocations: 'counted by address',
  listCertified: 'counted by address',
  getCertificatePage: 'counted by address',
  getSharedFindings: 'counted by address',
  getSharedFootage: 'looks up one hash',
  visitShare: 'counted by link',
  getSharedFilmstrip: 'looks up one hash',
  getDeletionReceipt: 'looks up one hash',
  readInvitation: 'looks up one hash',
  takeTerminalKey: 'looks up one hash',
  beginTerminalLogin: 'counted by address',
};

test('what anybody may call takes a share of the machine, or says why it needs none', () => {
  const open = [control, app, device].flatMap((contract) =>
    Object.entries(contract).flatMap(([name, { caller }]) => (caller === 'public' ? [name] : [])),
  );
  const known = [...SHARED.people, ...SHARED.cameras, ...Object.keys(WITHOUT)];
  expect([...new Set(open)].sort()).toEqual(known.sort());
});

test('people take nothing of what cameras need to come back, in all planes of a process together', () => {
  const open = openShares({ people: one, known: one, cameras: one });
  const [control, cn] = [open({ knows: () => false }), open({ knows: () => false })];
  const enter = (shares: Shares, operation: string) => shares(operation, nobody, {})?.enter('a');
  expect(enter(control, 'signIn')).toBeTypeOf('function');
  expect(enter(cn, 'signUp')).toMatchObject({ code: 'platform_busy' });
  expect(enter(cn, 'getToken')).toBeTypeOf('function');
  expect(enter(cn, 'pairDevice')).toMatchObject({ code: 'platform_busy' });
  expect(control('openEvent', nobody, {})).toBeUndefined();
});

test('who signs in at a browser that is known to the account takes nothing of the share of strangers, nor they of theirs', () => {
  const shares = openShares({ people: one, known: one, cameras: one })({ knows: (_, login) => login === 'owner' });
  const enter = (operation: string, login: string) => shares(operation, nobody, { login })?.enter('a');
  expect(enter('signIn', 'somebody')).toBeTypeOf('function');
  expect(enter('signIn', 'somebody')).toMatchObject({ code: 'platform_busy' });
  expect(enter('signUp', 'owner')).toMatchObject({ code: 'platform_busy' });
  expect(enter('signIn', 'owner')).toBeTypeOf('function');
});
