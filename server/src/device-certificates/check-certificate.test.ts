import { BasicConstraintsExtension, ExtendedKeyUsage, Extension, KeyUsageFlags } from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { checkCertificate } from './check-certificate.ts';
import { type Issued, issue, rsa, type Wanted } from './testing.ts';

const UUID = 'kt0unit0000000000001';
const now = systemClock.now();

let root: Issued;
let line: Issued;
let unit: Issued;
beforeAll(async () => {
  root = await issue({ subject: 'CN=Maker root', isAuthority: true });
  line = await issue({ subject: 'CN=Production line 1', isAuthority: true, pathLength: 0, by: root });
  unit = await issue({ subject: `CN=${UUID}, O=Maker`, by: line });
});

const check = (shown: Issued[], authorities: Issued[] = [root]) =>
  checkCertificate(
    shown.map(({ der }) => der),
    authorities.map(({ der }) => der),
    UUID,
    now,
  );
const byRoot = async (wanted: Partial<Wanted>) => check([await issue({ subject: `CN=${UUID}`, by: root, ...wanted })]);

test('a unit is proved by a certificate that the registered authority signed, itself or through others that were shown', async () => {
  expect(check([unit, line])).toBeUndefined();
  expect(check([unit, line, root])).toBeUndefined();
  expect(check([unit], [line])).toBeUndefined(); // the one that signs may be registered itself
  expect(await byRoot({})).toBeUndefined();
  for (const algorithm of [rsa(2048), { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' }])
    expect(await byRoot({ algorithm })).toBeUndefined();
});

test('order does not matter beyond the first, and what stands beside the way neither', async () => {
  const aside = await issue({ subject: 'CN=Somebody', isAuthority: true });
  expect(check([unit, aside, root, line])).toBeUndefined();
  expect(check([line, unit])).not.toBeUndefined();
});

test('without a way to a registered authority it proves nothing', async () => {
  const impostor = await issue({ subject: root.subject, isAuthority: true });
  const forged = await issue({ subject: `CN=${UUID}`, by: impostor });
  expect(check([unit])).toBe('unknown_authority'); // the one between is missing
  expect(check([forged])).toBe('unknown_authority');
  expect(check([forged, impostor])).toBe('unknown_authority');
  expect(check([unit, line], [])).toBe('unknown_authority');
  expect(check([await issue({ subject: `CN=${UUID}` })])).toBe('unknown_authority');
});

test('it is for this unit alone: one common name, which is its UUID', async () => {
  for (const subject of [
    'CN=kt0unit0000000000002',
    `CN=${UUID.toUpperCase()}`,
    `CN=${UUID}0`,
    `CN=kt0unit0000000000002, CN=${UUID}`,
    `OU=${UUID}`,
    `CN=${UUID}, CN=${UUID}`,
  ])
    expect(await byRoot({ subject })).toBe('name');
});

test('each on the way is valid now', async () => {
  expect(await byRoot({ until: -0.5 })).toBe('not_valid_now');
  expect(await byRoot({ from: 1 })).toBe('not_valid_now');
  const over = await issue({ subject: 'CN=Line 2', isAuthority: true, by: root, until: -0.5 });
  expect(check([await issue({ subject: `CN=${UUID}`, by: over }), over])).toBe('not_valid_now');
  const past = await issue({ subject: 'CN=Past', isAuthority: true, until: -0.5 });
  expect(check([await issue({ subject: `CN=${UUID}`, by: past })], [past])).toBe('not_valid_now');
});

test('each does what it is for and nothing else', async () => {
  expect(await byRoot({ purposes: [ExtendedKeyUsage.serverAuth] })).toBe('usage');
  expect(await byRoot({ usages: KeyUsageFlags.keyEncipherment })).toBe('usage');
  expect(await byRoot({ isAuthority: true })).toBe('usage');
  expect(await byRoot({ purposes: [] })).toBeUndefined(); // says nothing of its purpose: as factories make them
  // A unit that signs for others, and one level more than an authority allows.
  const other = await issue({ subject: 'CN=kt0unit0000000000002', by: line });
  expect(check([await issue({ subject: `CN=${UUID}`, by: other }), other, line])).not.toBeUndefined();
  const below = await issue({ subject: 'CN=Below', isAuthority: true, by: line });
  expect(check([await issue({ subject: `CN=${UUID}`, by: below }), below, line])).toBe('usage');
  const forServers = await issue({
    ...{ subject: 'CN=Servers', isAuthority: true, by: root },
    purposes: [ExtendedKeyUsage.serverAuth],
  });
  expect(check([await issue({ subject: `CN=${UUID}`, by: forServers }), forServers])).toBe('usage');
});

test('what demands more than is judged here, or says a thing twice, is not taken', async () => {
  const nameConstraints = new Extension('2.5.29.30', true, new Uint8Array([0x30, 0x00]).buffer);
  expect(await byRoot({ extensions: [nameConstraints] })).toBe('usage');
  const twice = new BasicConstraintsExtension(true, undefined, true);
  expect(['usage', 'malformed', 'unknown_authority']).toContain(await byRoot({ extensions: [twice] }));
});

test('weak keys and signatures are not taken, nor keys of a size that costs us more than the caller', async () => {
  expect(await byRoot({ algorithm: rsa(1024) })).toBe('weak');
  const old = await issue({ subject: 'CN=Old', isAuthority: true, algorithm: rsa(2048, 'SHA-1') });
  expect(check([await issue({ subject: `CN=${UUID}`, by: old, algorithm: rsa(2048, 'SHA-1') })], [old])).toBe('weak');
  const small = await issue({ subject: 'CN=Small', isAuthority: true, by: root, algorithm: rsa(1024) });
  expect(check([await issue({ subject: `CN=${UUID}`, by: small }), small])).toBe('unknown_authority');
});

test('long chains, huge certificates and bytes that are none end at once', async () => {
  expect(check([])).toBe('missing');
  expect(check([unit, line, root, line, root])).toBe('malformed');
  const huge = new Extension('1.2.3.4', false, new Uint8Array(9000).buffer);
  expect(await byRoot({ extensions: [huge] })).toBe('malformed');
  const withTail = { ...unit, der: Buffer.concat([unit.der, Buffer.of(0)]) };
  expect(check([withTail, line])).toBe('malformed');
});

test('a certificate with any byte changed, cut or added proves nothing, and nothing throws', () => {
  const { der } = unit;
  const damaged = fc.oneof(
    fc.tuple(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
      const bytes = Uint8Array.from(der);
      bytes[at] = (bytes[at] ?? 0) ^ by;
      return bytes;
    }),
    fc.nat(der.length - 1).map((length) => der.slice(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 400 }),
  );
  fc.assert(
    fc.property(damaged, (bytes) => {
      expect(checkCertificate([bytes, line.der], [root.der], UUID, now)).toBeDefined();
    }),
    { numRuns: 500 },
  );
});
