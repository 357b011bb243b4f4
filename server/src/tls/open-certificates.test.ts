import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { days } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog, silentLog } from '../log.ts';
import { issueCertificate, makeAuthority } from './issue.ts';
import { type Certificates, openCertificates } from './open-certificates.ts';
import type { Pair } from './pair.ts';

const HOST = 'cam.example.com';
const now = Date.now();
let root: string;
let authority: Pair;
let pairs: [Pair, Pair];
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'kaitong-files-'));
  authority = await makeAuthority('test', { from: now, length: days(9) });
  const issue = () => issueCertificate(authority, [HOST], { from: now, length: days(9) });
  pairs = [await issue(), await issue()];
});
afterAll(() => rmSync(root, { recursive: true }));

const inFolder = (name: string) => {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  return { folder, cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
};
function put(name: string, pair: Pair) {
  const place = inFolder(name);
  writeFileSync(place.cert, pair.cert);
  writeFileSync(place.key, pair.key);
  return place;
}
const open = async ({ cert, key }: { cert: string; key: string }, log = silentLog): Promise<Certificates> =>
  await openCertificates({ source: { from: 'files', cert, key }, folder: root, host: HOST, log });

test('files that are written over are taken when both fit, without a restart', async () => {
  const place = put('over', pairs[0]);
  const lines: string[] = [];
  const certificates = await open(place, createLog({ level: 'warn' }, { write: (line) => void lines.push(line) }));
  const told: Pair[] = [];
  certificates.follow((pair) => void told.push(pair));
  writeFileSync(place.cert, pairs[1].cert);
  await vi.waitFor(() => expect(lines.join()).toContain('does not belong'));
  expect(certificates.current()).toEqual(pairs[0]);
  expect(told).toEqual([]);
  writeFileSync(place.key, pairs[1].key);
  await vi.waitFor(() => expect(told).toEqual([pairs[1]]));
  expect(certificates.current()).toEqual(pairs[1]);
  await certificates.close();
});

test('files behind links that are set anew, as tools of ACME do it, are taken too', async () => {
  const [live, old, next] = [inFolder('live'), put('archive/1', pairs[0]), put('archive/2', pairs[1])];
  for (const name of ['cert', 'key'] as const) symlinkSync(old[name], live[name]);
  const certificates = await open(live);
  const told: Pair[] = [];
  certificates.follow((pair) => void told.push(pair));
  for (const name of ['cert', 'key'] as const) {
    symlinkSync(next[name], `${live[name]}.new`);
    renameSync(`${live[name]}.new`, live[name]);
  }
  await vi.waitFor(() => expect(told.at(-1)).toEqual(pairs[1]));
  await certificates.close();
});

test('what is wrong with the files is said in words, with the file', async () => {
  const place = put('wrong', pairs[0]);
  const fails = async (cert: string, key: string): Promise<string> => {
    writeFileSync(place.cert, cert);
    writeFileSync(place.key, key);
    return await open(place).then(
      () => 'opened',
      (error: Error) => error.message,
    );
  };
  const { cert, key } = pairs[0];
  expect(await fails(cert, key)).toBe('opened');
  expect(await fails('nothing', key)).toMatch(/KAITONG_TLS_CERT.*cert\.pem holds no certificate/);
  expect(await fails(cert, 'nothing')).toMatch(/KAITONG_TLS_KEY.*key\.pem holds no private key/);
  const locked = createPrivateKey(key).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' });
  expect(await fails(cert, String(locked))).toMatch(/passphrase/);
  expect(await fails(cert, pairs[1].key)).toMatch(/does not belong to the first certificate/);
  expect(await fails(authority.cert + cert, authority.key)).toMatch(/put the server's own first/);
  rmSync(place.key);
  expect(await open(place).catch((error: Error) => error.message)).toMatch(/key\.pem cannot be read \(ENOENT\)/);
});

test('a certificate that ended, or is for another host, is used and complained about', async () => {
  const lines: string[] = [];
  const log = createLog({ level: 'error' }, { write: (line) => void lines.push(line) });
  const pair = await issueCertificate(authority, ['other.example.com'], { from: now - days(9), length: days(1) });
  await (await open(put('doubtful', pair), log)).close();
  expect(lines.join()).toMatch(/It ended on .*It is not for cam\.example\.com, but for DNS:other\.example\.com/s);
});

test('of its own making: for the public host and for this machine, by an authority that others can be told of', async () => {
  const folder = path.join(root, 'self');
  const certificates = await openCertificates({ source: { from: 'self' }, folder, host: HOST, log: silentLog });
  const leaf = new X509Certificate(certificates.current().cert);
  for (const name of [HOST, 'localhost']) expect(leaf.checkHost(name)).toBe(name);
  for (const address of ['127.0.0.1', '::1']) expect(leaf.checkIP(address)).toBeDefined();
  expect(leaf.checkIssued(new X509Certificate(certificates.authority?.cert ?? ''))).toBe(true);
  await certificates.close();
});
