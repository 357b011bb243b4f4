import { app, control, device } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { openShares, SHARED } from './shares.ts';

/** Public operations that take no share, each with the reason why it needs none. */
const WITHOUT: Record<string, string> = {
  signOut: 'without a session it does nothing',
  getAuthority: 'reads what is kept in memory',
  getCertificateKeys: 'reads what is kept in memory',
  getCertificateRevocations: 'counted by address',
  getSharedFootage: 'looks up one hash',
  getDeletionReceipt: 'looks up one hash',
};

test('what anybody may call takes a share of the machine, or says why it needs none', () => {
  const open = [control, app, device].flatMap((contract) =>
    Object.entries(contract).flatMap(([name, { caller }]) => (caller === 'public' ? [name] : [])),
  );
  const known = [...SHARED.people, ...SHARED.cameras, ...Object.keys(WITHOUT)];
  expect([...new Set(open)].sort()).toEqual(known.sort());
});

test('people take nothing of what cameras need to come back, in all planes of a process together', () => {
  const shares = openShares({ people: { atOnce: 1 }, cameras: { atOnce: 1 } });
  expect(shares('signIn')?.enter()).toBeTypeOf('function');
  expect(shares('signUp')?.enter()).toMatchObject({ code: 'platform_busy' });
  expect(shares('getToken')?.enter()).toBeTypeOf('function');
  expect(shares('pairDevice')?.enter()).toMatchObject({ code: 'platform_busy' });
  expect(shares('openEvent')).toBeUndefined();
});
