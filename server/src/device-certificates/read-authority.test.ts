import { Extension, KeyUsageFlags } from '@peculiar/x509';
import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { readAuthority } from './read-authority.ts';
import { issue, rsa, type Wanted } from './testing.ts';

const now = systemClock.now();
const root = { subject: 'CN=Maker root, O=Maker', isAuthority: true } satisfies Wanted;
const read = (text: string) => readAuthority(text, now);
const readOf = async (wanted: Partial<Wanted>) => read((await issue({ ...root, ...wanted })).cert);

test('an authority is kept by its fingerprint, with what its maker knows it by', async () => {
  const { cert } = await issue(root);
  expect(read(`  ${cert}\n`)).toMatchObject({
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    subject: expect.stringMatching(/CN=Maker root.*O=Maker|O=Maker.*CN=Maker root/),
    endsAt: expect.any(Date),
    pem: expect.stringContaining('BEGIN CERTIFICATE'),
  });
});

test('a private key beside it is refused before anything is kept', async () => {
  const { cert, key } = await issue(root);
  expect(read(cert + key)).toBe('private_key');
});

test('what is no authority, ended, weak, for something else, or beyond us, vouches for nobody', async () => {
  expect(await readOf({ isAuthority: false })).toBe('not_authority');
  expect(await readOf({ usages: KeyUsageFlags.cRLSign })).toBe('not_authority');
  expect(await readOf({ until: -0.5 })).toBe('not_valid_now');
  expect(await readOf({ algorithm: rsa(1024) })).toBe('weak');
  expect(await readOf({ purposes: ['1.3.6.1.5.5.7.3.1'] })).toBe('usage');
  expect(await readOf({ extensions: [new Extension('2.5.29.30', true, new Uint8Array([0x30, 0]).buffer)] })).toBe(
    'usage',
  );
});

test('it is one certificate, and nothing before, between or after it', async () => {
  const { cert } = await issue(root);
  for (const text of ['', 'nothing', cert + cert, `x${cert}`, `${cert}x`, cert.slice(0, 200), cert.replace('MI', '..')])
    expect(read(text)).toBe('malformed');
});
