import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  certificates,
  firmware,
  operatorSales,
  type Pid,
  Problem,
  products,
  SOAK_HOURS,
  type SubmissionManifest,
  submissionFilePath,
  submissions,
} from '@kaitong/contract';
import { finding } from '@kaitong/contract/checks';
import { limits } from '@kaitong/contract/limits';
import { verifySubmission } from '@kaitong/judge';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replaceSigningKey } from '../../control/certificates/signing-key.ts';
import { endExtendedTest, hashOf, makeFirmwareKey, signImage } from '../../control/firmware/testing.ts';
import { newDeviceId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { readTar } from '../../tar/read-tar.ts';
import { activateProduct } from '../testing/activate.ts';
import { authoriseIn } from '../testing/authorise.ts';
import type { Browser } from '../testing/browser.ts';
import { certifyProduct } from '../testing/certify.ts';
import { type ControlRig, type RigMaker, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let folder: string;
let maker: RigMaker;
let pid: Pid;
const image = randomBytes(1000);
const NOTE = finding('enc.none', { measured: null });
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-submission-'));
  rig = await startControl();
  maker = await rig.maker('lens');
  ({ pid } = await maker.client(products).createProduct({ body: { name: 'SC002 <b>卡片机</b>' } }));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const contents = (of = pid, who: Browser = maker) => who.client(submissions).getSubmission({ params: { pid: of } });
const ask = (sbom?: string, of: string = pid, who: Browser = maker) =>
  who.fetch(submissionFilePath(of), {
    method: 'POST',
    ...(sbom === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: sbom }),
  });
const refusedFor = async (answer: Response) => Problem.parse(await answer.json()).code;

async function unpack(answer: Response): Promise<Map<string, Uint8Array>> {
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
  const file = path.join(folder, randomBytes(8).toString('hex'));
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
  await using handle = await open(file);
  const files = new Map<string, Uint8Array>();
  for await (const { name, bytes } of readTar(handle)) files.set(name, bytes);
  return files;
}

/** Checked as whoever is given it would. */
async function verified(answer: Response): Promise<{ manifest: SubmissionManifest; files: Map<string, string> }> {
  const files = await unpack(answer);
  const keys = await rig.browser({ origin: null }).client(certificates).getCertificateKeys({});
  const checked = await verifySubmission(files, keys);
  if (!checked.ok) throw new Error(`${checked.reason} ${checked.file}`);
  return {
    manifest: checked.manifest,
    files: new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])),
  };
}

async function certified(name: string, more = {}): Promise<Pid> {
  const { pid: of } = await maker.client(products).createProduct({ body: { name } });
  await certifyProduct(rig, of, await activateProduct(rig, maker, of), more);
  return of;
}

test('before a product is activated, and once its certificate does not count, there is no package', async () => {
  expect(await refusedCode(contents())).toBe('product_not_activated');
  expect(await refusedFor(await ask())).toBe('product_not_activated');
  const of = await certified('suspended');
  const operator = await rig.operator();
  await operator.client(operatorSales).suspendSale({ params: { pid: of }, body: { reason: 'x' } });
  expect(await refusedCode(contents(of))).toBe('certificate_not_counting');
  expect(await refusedFor(await ask(undefined, of))).toBe('certificate_not_counting');
});

test('it holds certificate and findings, and says that there is no test, no release and no SBOM', async () => {
  const id = await activateProduct(rig, maker, pid);
  await rig.context.db
    .updateTable('application')
    .set({ findings: json([NOTE]) as never })
    .where('id', '=', id)
    .execute();
  const certificate = await certifyProduct(rig, pid, id, { firmwareSha256: hashOf(image) });
  const { manifest, files } = await verified(await ask());
  expect(manifest).toMatchObject({
    ...{
      pid,
      applicationId: id,
      productName: 'SC002 <b>卡片机</b>',
      certificateSha256: hashOf(Buffer.from(certificate)),
    },
    ...{ sample: 'firmware', firmware: { version: '2.3.0', sha256: hashOf(image), release: null } },
    ...{ extendedTest: null, sbom: null },
  });
  expect([...files.keys()]).toEqual(['manifest.jws', 'README.txt', 'certificate.jws', 'findings.json']);
  expect(files.get('certificate.jws')).toBe(certificate);
  const found = JSON.parse(files.get('findings.json') ?? '');
  expect(found.findings).toMatchObject([{ code: 'enc.none' }]);
  expect(Object.keys(found.words)).toEqual(['zh-CN', 'en']);
  expect(await contents()).toEqual(manifest);
});

test('so does the newest whole soak with that firmware, and no other', async () => {
  const account = maker.session.account.id;
  const of = await certified('watched');
  const hours = Array.from({ length: SOAK_HOURS }, (_, hour) => ({
    ...{ hour, from: new Date().toISOString(), asked: 0, opened: 0, arrived: 0, refused: [], lineEnds: [] },
    ...{ awayMs: 0, firstMs: null, firmware: null },
  }));
  const soak = (id: string, more: { firmware?: string; account_id?: string; state?: 'running'; hours?: object }) =>
    rig.context.db
      .insertInto('soak')
      .values({
        ...{
          id: `sk${id.padEnd(18, '0')}` as never,
          user_id: 'x',
          device_id: newDeviceId(),
          pid: of,
          region: 'cn' as never,
        },
        ...{ account_id: account as never, firmware: '2.3.0' as never, sleepy: false, state: 'ended', problem: null },
        ...{ ended_at: new Date(), hours: json(hours) },
        ...(more as object),
      })
      .execute();
  await soak('other', { account_id: 'ac00000000000000000x' });
  await soak('newer', { firmware: '2.4.0' });
  await soak('ended', { hours: json([]) });
  await soak('running', { state: 'running' });
  expect([...(await verified(await ask(undefined, of))).files.keys()].join()).not.toContain('soak');
  await soak('whole', {});
  const { files } = await verified(await ask(undefined, of));
  expect(JSON.parse(files.get('soak.json') ?? '')).toMatchObject({ id: 'skwhole0000000000000', pid: of });
  expect(files.get('soak.junit.xml')).toContain('kaitong soak');
});

test('the newest whole extended test with the certificate’s firmware goes along, of the account that makes the package', async () => {
  const accountId = maker.session.account.id;
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0' }); // somebody else’s
  await endExtendedTest(rig.context, { pid, firmware: '2.4.0', accountId });
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0', accountId, isCancelled: true });
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0', accountId, state: 'running' });
  const chosen = { verdict: 'skipped', code: 'not_chosen' } as const;
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0', accountId, first: chosen });
  expect((await contents()).extendedTest).toBeNull();
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0', accountId });
  expect((await contents()).extendedTest).toMatchObject({ outcome: 'pass' });
  await endExtendedTest(rig.context, { pid, firmware: '2.3.0', accountId, first: { verdict: 'fail' } });
  const { manifest, files } = await verified(await ask());
  expect(manifest.extendedTest).toMatchObject({ outcome: 'fail' });
  expect(JSON.parse(files.get('extended-test.json') ?? '')).toMatchObject({ outcome: 'fail', pid });
  expect(files.get('extended-test.junit.xml')).toContain('<failure type="as_expected"');
  for (const [language, title] of [
    ['en', 'Extended test report'],
    ['zh-CN', '扩展测试报告'],
  ])
    expect(files.get(`extended-test.${language}.html`)).toContain(`${title} · SC002 &lt;b&gt;`);
});

test('the maker’s signed release of that firmware goes along, with the keys that signed it', async () => {
  const key = makeFirmwareKey();
  const other = makeFirmwareKey();
  const api = maker.client(firmware);
  for (const { publicKey } of [other, key]) await api.addFirmwareKey({ params: { pid }, body: { publicKey } });
  const notes = { 'zh-CN': 'x', en: 'x' };
  for (const version of ['2.2.0', '2.3.0']) {
    const signed = signImage(key, { pid, version, image });
    await api.createRelease({ params: { pid }, body: { ...signed, notes } });
  }
  const { manifest, files } = await verified(await ask());
  expect(manifest.firmware).toEqual({
    version: '2.3.0',
    sha256: hashOf(image),
    release: { sha256: hashOf(image), bytes: image.length },
  });
  expect(JSON.parse(files.get('firmware-release.json') ?? '')).toEqual({
    ...signImage(key, { pid, version: '2.3.0', image }),
    publicKeys: [key.publicKey],
  });
});

test('an SBOM goes along as it was given, and is kept nowhere; what is none is refused', async () => {
  const sbom = ' {"bomFormat": "CycloneDX",\n"specVersion":"1.6", "components":[{"name":"busybox 一"}]}\n';
  const { manifest, files } = await verified(await ask(sbom));
  expect([manifest.sbom, files.get('sbom.cdx.json')]).toEqual([{ format: 'cyclonedx', version: '1.6' }, sbom]);
  expect((await verified(await ask())).files.has('sbom.cdx.json')).toBe(false);
  expect(await refusedFor(await ask('{"bomFormat":"CycloneDX"}'))).toBe('sbom_refused');
  const large = await ask(`{"bomFormat":"CycloneDX","specVersion":"1.6","x":"${'x'.repeat(2 ** 21)}"}`);
  expect([large.status, await refusedFor(large)]).toEqual([413, 'sbom_too_large']);
});

test('of the same state it is the same, byte by byte; of another it is another, and a new key signs it', async () => {
  const one = Buffer.from(await (await ask()).arrayBuffer());
  await rig.clock.advance(60_000 as never);
  expect(Buffer.from(await (await ask()).arrayBuffer()).equals(one)).toBe(true);
  const { manifest } = await verified(await ask());
  await rig.context.db.transaction().execute((trx) => replaceSigningKey(rig.context, trx));
  const later = await ask();
  expect(later.headers.get('content-disposition')).toContain(`kaitong-${pid}-2.3.0.tar`);
  expect((await verified(later)).manifest).toEqual(manifest);
});

test('is for those who develop the product, wherever they are: others see as much as of what never was', async () => {
  const [friend, viewer, stranger] = [
    await rig.maker('friend'),
    await rig.maker('viewer'),
    await rig.maker('stranger'),
  ];
  await authoriseIn(maker, friend, pid, 'developer');
  await authoriseIn(maker, viewer, pid, 'viewer');
  const { manifest } = await verified(await ask(undefined, pid, friend));
  expect(manifest).toMatchObject({ pid, extendedTest: null }); // those of the owner are the owner’s
  expect(await refusedCode(contents(pid, viewer))).toBe('not_allowed');
  expect(await refusedFor(await ask(undefined, pid, viewer))).toBe('not_allowed');
  for (const other of [pid, 'p000000000000000', 'x', '%00'])
    expect((await ask(undefined, other, stranger)).status).toBe(404);
  expect((await ask(undefined, pid, rig.browser())).status).toBe(401);
  expect((await ask('{}', pid, rig.browser({ origin: 'https://evil.example' }))).status).toBeGreaterThanOrEqual(401);
});

test('each one made is written down, and counted', async () => {
  const trail = await rig.context.db
    .selectFrom('audit')
    .select(['account_id', 'about_account', 'details'])
    .where('action', '=', 'submission.made')
    .where('subject', '=', pid)
    .orderBy('id')
    .execute();
  expect(trail.some(({ details }) => (details as { sbom: string } | null)?.sbom === 'cyclonedx')).toBe(true);
  expect(trail.at(-1)?.about_account).toBe(maker.session.account.id);
  const answers = [];
  for (let n = 0; n <= limits.control.submissionsPerAccount.limit; n++) answers.push((await ask('{}')).status);
  expect([answers[0], answers.at(-1)]).toEqual([422, 429]);
});
