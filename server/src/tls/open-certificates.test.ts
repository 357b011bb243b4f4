import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { days, milliseconds } from '@kaitong/contract';
import { X509CertificateGenerator } from '@peculiar/x509';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog, silentLog } from '../log.ts';
import { issueCertificate, makeAuthority } from './issue.ts';
import { type Certificates, openCertificates } from './open-certificates.ts';
import type { Pair } from './pair.ts';
import { readFiles } from './read-files.ts';

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
  await openCertificates({
    source: { from: 'files', cert, key },
    folder: root,
    host: HOST,
    log,
    patience: milliseconds(100),
  });

test('files that are written over are taken when both fit, without a restart', async () => {
  const place = put('over', pairs[0]);
  const lines: string[] = [];
  const certificates = await open(place, createLog({ level: 'warn' }, { write: (line) => void lines.push(line) }));
  const told: Pair[] = [];
  certificates.follow((pair) => void told.push(pair));
  writeFileSync(place.cert, pairs[1].cert);
  await vi.waitFor(() => expect(lines.join()).toContain('does not belong'), { timeout: 30_000 });
  expect(certificates.current()).toEqual(pairs[0]);
  expect(told).toEqual([]);
  writeFileSync(place.key, pairs[1].key);
  await vi.waitFor(() => expect(told).toEqual([pairs[1]]), { timeout: 30_000 });
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
  await vi.waitFor(() => expect(told.at(-1)).toEqual(pairs[1]), { timeout: 30_000 });
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

/** By RSA with 1024 bits, as nothing takes it any more. */
async function makeWeak(): Promise<Pair> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 1024,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const notAfter = new Date(now + days(9));
  const cert = await X509CertificateGenerator.createSelfSigned({ name: `CN=${HOST}`, keys, notAfter });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: cert.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}
const issueFor = (name: string, from: number) => issueCertificate(authority, [name], { from, length: days(9) });
const withChain = (end: string): Pair => ({ ...pairs[1], cert: pairs[1].cert + end });
const flip = (text: string): string => text.replace(/[A-Za-z](?=[^-]{200})/g, (letter) => (letter === 'A' ? 'B' : 'A'));

test.each<[string, () => Pair | Promise<Pair>, RegExp]>([
  ['whose chain is half written', () => withChain(authority.cert.slice(0, 300)), /cert\.pem is damaged or not whole/],
  ['whose chain is only begun', () => withChain(authority.cert.slice(0, 12)), /cert\.pem is damaged or not whole/],
  ['whose second certificate is damaged', () => withChain(flip(authority.cert)), /cert\.pem is damaged or not whole/],
  [
    'whose key is half written',
    () => ({ ...pairs[1], key: pairs[1].key.slice(0, 90) }),
    /key\.pem holds no private key/,
  ],
  ['whose key is another’s', () => ({ ...pairs[1], key: pairs[0].key }), /does not belong/],
  ['with a weak key', makeWeak, /key of the certificate in .*cert\.pem is too weak \(RSA 1024\)/],
  ['that ended', () => issueFor(HOST, now - days(20)), /cert\.pem: It ended on/],
  ['that begins another day', () => issueFor(HOST, now + days(3)), /cert\.pem: It begins on/],
  ['for another host', () => issueFor('other.example.com', now), /It is not for cam\.example\.com/],
  ['with a chain that is another’s', () => withChain(pairs[0].cert), /did not sign the first/],
])('a renewed certificate %s is not taken, which is told; the next good one is', async (name, make, said) => {
  const place = put(name, pairs[0]);
  const lines: string[] = [];
  const certificates = await open(place, createLog({ level: 'warn' }, { write: (line) => void lines.push(line) }));
  const told: Pair[] = [];
  certificates.follow((pair) => void told.push(pair));
  put(name, await make());
  await vi.waitFor(() => expect(certificates.state().problem).toMatch(said), { timeout: 30_000 });
  expect(lines.join()).toMatch(said);
  expect(certificates.current()).toEqual(pairs[0]);
  const good = withChain(authority.cert);
  put(name, good);
  await vi.waitFor(() => expect(certificates.current()).toEqual(good), { timeout: 30_000 });
  expect(certificates.state().problem).toBeUndefined();
  expect(told).toEqual([good]);
  await certificates.close();
});

test('of a file that is cut off anywhere nothing is taken but what every line can be served with', async () => {
  const { cert, key } = withChain(authority.cert);
  const place = inFolder('cut');
  writeFileSync(place.key, key);
  fc.assert(
    fc.property(fc.nat(cert.length), (length) => {
      writeFileSync(place.cert, cert.slice(0, length));
      const found = readFiles(place);
      const isWhole = ['wrong' in found ? '' : found.cert.trimEnd()].some((text) =>
        [pairs[1].cert.trimEnd(), cert.trimEnd()].includes(text),
      );
      expect(isWhole).toBe('cert' in found);
    }),
  );
});

test('the beginning of a chain is not taken for the whole of it while the rest is being written', async () => {
  const place = put('growing', pairs[0]);
  const certificates = await open(place);
  const changes = watch(place.folder);
  const begun = once(changes, 'change');
  put('growing', pairs[1]);
  await begun;
  put('growing', withChain(authority.cert.slice(0, 300)));
  await vi.waitFor(() => expect(certificates.state().problem).toMatch(/not whole/), { timeout: 30_000 });
  expect(certificates.current()).toEqual(pairs[0]);
  changes.close();
  await certificates.close();
});

test('a start waits a moment for files that are being written', async () => {
  const place = inFolder('late');
  const opening = openCertificates({
    ...{ source: { from: 'files', ...place }, folder: root, host: HOST, log: silentLog },
  });
  put('late', pairs[0]);
  expect((await opening).current()).toEqual(pairs[0]);
  await (await opening).close();
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
