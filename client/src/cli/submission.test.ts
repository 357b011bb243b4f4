import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { CertificatePayload, type RevocationList, SubmissionManifest, submissionFilePath } from '@kaitong/contract';
import {
  addressOfCertificate,
  createSigningKey,
  publicKeySet,
  type SigningKey,
  signCertificate,
  signRevocations,
  signSubmission,
} from '@kaitong/judge';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../cli.ts';

const PID = 'p123456789abcdef';
const payload = CertificatePayload.parse({
  ...{ version: 2, issuer: 'https://cloud.example', applicationId: 'ap0123456789abcdefgh', pid: PID },
  ...{ deviceId: 'd0123456789abcdefghij', sample: 'firmware', pairedAt: '2026-05-01T08:00:00Z', firmware: '2.3.0' },
  ...{ nonce: 'n-1', objects: [{ n: 0, kind: 'segment', bytes: 9, sha256: 'b'.repeat(64) }], rules: 1 },
  ...{ level2: 'node-av', warnings: [], judgedAt: '2026-05-01T08:01:00Z', issuedAt: '2026-05-01T08:01:01Z' },
});
const hashOf = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let key: SigningKey;
let archive: Uint8Array;
let server: Server;
let url: string;
/** What the server was given, and what it answers. */
let given: string[] = [];
let answer: () => Uint8Array;
const place = (name: string): string => path.join(folder, name);

async function tarOf(files: readonly (readonly [string, string])[]): Promise<Uint8Array> {
  const tar = pack();
  for (const [name, content] of files) tar.entry({ name, mtime: new Date(0) }, content);
  tar.finalize();
  return await buffer(tar);
}

async function packed(contents: Record<string, string>, other: Partial<SubmissionManifest> = {}) {
  const certificate = await signCertificate(payload, key);
  const files = Object.entries({ 'certificate.jws': certificate, ...contents });
  const manifest = SubmissionManifest.parse({
    ...{ version: 1, issuer: payload.issuer, pid: PID, productName: 'SC002', applicationId: payload.applicationId },
    ...{ certificateSha256: addressOfCertificate(certificate), sample: 'firmware' },
    ...{ firmware: { version: '2.3.0', sha256: null, release: null }, extendedTest: null, waivers: [], sbom: null },
    files: files.map(([name, content]) => ({ name, bytes: Buffer.byteLength(content), sha256: hashOf(content) })),
    ...other,
  });
  return [['manifest.jws', await signSubmission(manifest, key)] as const, ...files];
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-submission-'));
  key = await createSigningKey();
  await writeFile(place('keys.json'), JSON.stringify(publicKeySet([key])));
  const { applicationId, issuer } = payload;
  const revoked = { applicationId, revokedAt: '2026-05-20T00:00:00Z', reason: 'activation_undone' as const };
  const list: RevocationList = { version: 1, issuer, issuedAt: '2026-06-01T00:00:00Z', revoked: [revoked] };
  await writeFile(place('revoked.jws'), await signRevocations(list, key));
  archive = await tarOf(await packed({ 'findings.json': '{}' }));
  await writeFile(place('whole.tar'), archive);
  server = createServer(async (request, response) => {
    given.push(`${request.url} ${request.headers.authorization} ${await text(request)}`);
    response.setHeader('content-disposition', `attachment; filename*=UTF-8''kaitong-${PID}-2.3.0.tar`);
    response.end(answer());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function run(args: string[], environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const output = { line: (line: string) => void lines.push(line), error: (line: string) => void lines.push(line) };
  const code = await main(args, { LANG: 'en', ...environment }, output);
  return { code, said: lines.join('\n') };
}
const verify = (file: string, ...more: string[]) =>
  run(['certificate', 'verify', place(file), '--keys', place('keys.json'), ...more]);

test('a whole package is told with its certificate, and what it lacks is said', async () => {
  const { code, said } = await verify('whole.tar');
  expect(code).toBe(0);
  for (const part of [/^✓ PID p123456789abcdef/, '2 files, each as it was signed', 'No SBOM', 'No whole extended test'])
    expect(said).toMatch(part);
  expect(JSON.parse((await verify('whole.tar', '--json')).said)).toMatchObject({
    ...{ ok: true, payload, revocation: { is: 'not_checked' } },
    submission: { pid: PID, sbom: null },
  });
  const zh = await run(['certificate', 'verify', place('whole.tar'), '--keys', place('keys.json')], { LANG: 'zh_CN' });
  expect(zh.said).toContain('送检包：2 个文件');
});

test('what it says of image, test and SBOM is told; an image that was not released is marked', async () => {
  const hash = 'c'.repeat(64);
  const test = { id: `cf${'a'.repeat(18)}`, deviceId: payload.deviceId, outcome: 'warn', endedAt: payload.judgedAt };
  const other = {
    firmware: { version: '2.3.0', sha256: hash, release: { sha256: 'd'.repeat(64), bytes: 9 } },
    ...{ extendedTest: test, sbom: { format: 'spdx', version: '2.3' } },
    waivers: ['2026-05-02T00:00:00Z', '2999-01-01T00:00:00Z'].map((endsAt) => ({
      ...{ subject: { kind: 'item', code: 'night' }, reason: 'mended in 2.4', givenAt: payload.judgedAt, endsAt },
    })),
  } as Partial<SubmissionManifest>;
  await writeFile(place('full.tar'), await tarOf(await packed({}, other)));
  const { said } = await verify('full.tar');
  for (const part of [
    '! Firmware image',
    'Extended test: ',
    'SPDX 2.3',
    payload.deviceId,
    '! Waived no more since 2026-05-02',
    '! Waived until 2999-01-01',
  ])
    expect(said).toContain(part);
});

test('one whose certificate was revoked is refused, and says so', async () => {
  const { code, said } = await verify('whole.tar', '--revocations', place('revoked.jws'));
  expect([code, said]).toEqual([1, expect.stringContaining('Revoked 2026-05-20')]);
});

test('a file that was changed or added, a name that is there twice, and half a file are refused', async () => {
  const [manifest = ['', ''], certificate = ['', ''], findings = ['', '']] = await packed({ 'findings.json': '{}' });
  const tell = async (bytes: Uint8Array) => {
    await writeFile(place('other.tar'), bytes);
    const { code, said } = await verify('other.tar', '--json');
    return `${code} ${JSON.parse(said).reason}`;
  };
  expect(await tell(await tarOf([manifest, certificate, ['findings.json', '[]']]))).toBe('1 file_changed');
  expect(await tell(await tarOf([manifest, certificate, findings, ['x', 'y']]))).toBe('1 file_unlisted');
  expect(await tell(await tarOf([manifest, certificate]))).toBe('1 file_missing');
  expect(await tell(await tarOf([manifest, certificate, findings, findings]))).toBe('1 malformed');
  expect(await tell(archive.subarray(0, 2000))).toBe('1 malformed');
});

test('products package sends the SBOM as it is and keeps what came, once, and only whole', async () => {
  await writeFile(place('bom.json'), ' {"bomFormat":"CycloneDX"}');
  const environment = { KAITONG_URL: url, KAITONG_API_KEY: 'kk_x' };
  const out = place('made.tar');
  const make = (...more: string[]) => run(['products', 'package', PID, '--out', out, ...more], environment);
  answer = () => archive.subarray(0, 2000);
  expect((await make()).code).toBe(4);
  expect(existsSync(out)).toBe(false);
  given = [];
  answer = () => archive;
  const { code, said } = await make('--sbom', place('bom.json'), '--json');
  expect([code, JSON.parse(said.split('\n')[0] ?? '')]).toMatchObject([0, { file: out, bytes: archive.length }]);
  expect(given).toEqual([`${submissionFilePath(PID)} Bearer kk_x  {"bomFormat":"CycloneDX"}`]);
  expect((await readFile(out)).equals(archive)).toBe(true);
  expect((await make()).code).toBe(64); // it is there already
});
