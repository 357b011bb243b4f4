import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CertificatePayload, certificateKeysPath, type RevocationList, revocationsPath } from '@kaitong/contract';
import { createSigningKey, publicKeySet, signCertificate, signRevocations } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../cli.ts';

const payload = CertificatePayload.parse({
  version: 1,
  issuer: 'https://cloud.example',
  applicationId: 'ap0123456789abcdefgh',
  pid: 'p123456789abcdef',
  deviceId: 'd0123456789abcdefghij',
  pairedAt: '2026-05-01T08:00:00Z',
  firmware: '2.3.0',
  nonce: 'n-1',
  objects: [{ n: 0, kind: 'segment', bytes: 90_000, sha256: 'b'.repeat(64) }],
  rules: 1,
  level2: 'node-av',
  warnings: [{ code: 'enc.none', measured: null, object: null }],
  judgedAt: '2026-05-01T08:01:00Z',
  issuedAt: '2026-05-01T08:01:01Z',
});
const list: RevocationList = { version: 1, issuer: payload.issuer, issuedAt: '2026-06-01T00:00:00Z', revoked: [] };
const { applicationId } = payload;
const revoked: RevocationList = {
  ...list,
  revoked: [{ applicationId, revokedAt: '2026-05-20T00:00:00Z', reason: 'activation_undone' }],
};

let folder: string;
let server: Server;
let url: string;
let published: RevocationList = list;
const place = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-certificate-'));
  const key = await createSigningKey();
  const keys = publicKeySet([key]);
  await writeFile(place('keys.json'), JSON.stringify(keys));
  await writeFile(place('a.jws'), await signCertificate(payload, key));
  await writeFile(place('list.jws'), await signRevocations(list, key));
  await writeFile(place('revoked.json'), JSON.stringify({ revocations: await signRevocations(revoked, key) }));
  const old = { ...list, issuedAt: '2026-01-01T00:00:00Z' };
  await writeFile(place('old.jws'), await signRevocations(old, key));
  await writeFile(place('forged.jws'), await signRevocations(list, { ...(await createSigningKey()), kid: key.kid }));
  server = createServer(async ({ url: asked }, response) => {
    if (asked === certificateKeysPath) response.end(JSON.stringify(keys));
    else if (asked === revocationsPath)
      response.end(JSON.stringify({ revocations: await signRevocations(published, key) }));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function verify(args: string[], environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const output = { line: (text: string) => void lines.push(text), error: (text: string) => void lines.push(text) };
  const code = await main(['certificate', 'verify', ...args], { LANG: 'en', ...environment }, output);
  return { code, said: lines.join('\n') };
}
const offline = (...args: string[]) => verify([place('a.jws'), '--keys', place('keys.json'), ...args]);

describe('offline', () => {
  test('a signature that holds is 0, and it is said that a revocation cannot be known', async () => {
    const { code, said } = await offline();
    expect(code).toBe(0);
    expect(said).toMatch(/^✓ PID p123456789abcdef/);
    expect(said).toContain('enc.none');
    expect(said).toContain('Not checked: whether it was revoked');
    expect(said).toContain('--revocations');
  });

  test('whoever holds the file is told of its page: its address is the SHA-256 of the file', async () => {
    const bytes = await readFile(place('a.jws'));
    const address = createHash('sha256').update(bytes).digest('hex');
    expect((await offline()).said).toContain(`https://cloud.example/certificates/${address}`);
    expect(JSON.parse((await offline('--json')).said).page).toBe(`https://cloud.example/certificates/${address}`);
  });

  test('nothing is fetched, though the server is known', async () => {
    const args = [place('a.jws'), '--keys', place('keys.json')];
    const { code, said } = await verify(args, { KAITONG_URL: 'http://127.0.0.1:9' });
    expect([code, said]).toEqual([0, expect.stringContaining('Not checked')]);
  });

  test('with a copy of the list it is not revoked up to the time of the list', async () => {
    const { code, said } = await offline('--revocations', place('list.jws'));
    expect([code, said]).toEqual([0, expect.stringContaining('Not revoked as of 2026-06-01T00:00:00Z')]);
  });

  test('one that the list names is refused', async () => {
    const { code, said } = await offline('--revocations', place('revoked.json'));
    expect([code, said]).toEqual([1, expect.stringContaining('Revoked 2026-05-20')]);
  });

  test('a list from before the certificate says nothing about it', async () => {
    const { code, said } = await offline('--revocations', place('old.jws'));
    expect([code, said]).toEqual([0, expect.stringContaining('older than the certificate')]);
  });

  test.each(['forged.jws', 'a.jws'])('a list that cannot be relied upon (%s) is no reason to go on', async (name) => {
    expect((await offline('--revocations', place(name))).code).toBe(1);
  });

  test('JSON says the same', async () => {
    const read = async (...args: string[]) => JSON.parse((await offline('--json', ...args)).said);
    expect(await read()).toMatchObject({ ok: true, payload, revocation: { is: 'not_checked' } });
    expect(await read('--revocations', place('revoked.json'))).toMatchObject({
      ok: false,
      reason: 'revoked',
      revocation: { is: 'revoked' },
    });
  });

  test.each(['en', 'zh_CN.UTF-8'])('in %s', async (LANG) => {
    const { said } = await verify([place('a.jws'), '--keys', place('keys.json')], { LANG });
    expect(/[一-龥]/.test(said)).toBe(LANG.startsWith('zh'));
  });
});

describe('online', () => {
  test('keys and revocations are the platform’s', async () => {
    const args = [place('a.jws')];
    published = list;
    expect(await verify(args, { KAITONG_URL: url })).toMatchObject({ code: 0, said: expect.stringContaining('as of') });
    published = revoked;
    expect((await verify(args, { KAITONG_URL: `${url}/` })).code).toBe(1);
  });

  test('a server that cannot be reached is an outage, not a verdict', async () => {
    expect((await verify([place('a.jws')], { KAITONG_URL: 'http://127.0.0.1:9' })).code).toBe(4);
  });

  test('neither keys nor a server is wrong usage', async () => {
    expect((await verify([place('a.jws')])).code).toBe(64);
  });
});
