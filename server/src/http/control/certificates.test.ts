import { createHash } from 'node:crypto';
import {
  type ApplicationId,
  accounts,
  certificates,
  Evidence,
  hours,
  minutes,
  Pid,
  type SampleKind,
} from '@kaitong/contract';
import { type Finding, finding, groupFindings, groupText } from '@kaitong/contract/checks';
import { revocationStatus, verifyCertificate, verifyRevocations } from '@kaitong/judge';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockApplication } from '../../control/applications/lock-application.ts';
import { certify } from '../../control/certificates/certify.ts';
import { revokeCertificate } from '../../control/certificates/revoke-certificate.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { append } from '../../store/topics.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
let maker: Awaited<ReturnType<ControlRig['maker']>>;
beforeAll(async () => {
  rig = await startControl();
  maker = await rig.maker('lens');
});
afterAll(() => rig[Symbol.asyncDispose]());

const evidence = Evidence.parse({
  deviceId: 'd0123456789abcdefghij',
  pid: 'p123456789abcdef',
  pairedAt: '2026-05-01T08:00:00.000Z',
  firmware: '2.3.0',
  firmwareSha256: 'c'.repeat(64),
  nonce: 'n-1',
  objects: [{ n: 0, kind: 'segment', bytes: 90_000, sha256: 'b'.repeat(64) }],
  rules: 1,
  level2: 'node-av',
  judgedAt: '2026-05-01T08:01:00.000Z',
});

/** An application as an activation leaves it, with its certificate or without. */
async function application({
  certified = true,
  pid = evidence.pid,
  sample = 'firmware',
  findings = [],
}: {
  certified?: boolean;
  pid?: Pid;
  sample?: SampleKind;
  findings?: Finding[];
} = {}): Promise<{ id: ApplicationId; certificate: string }> {
  const id = newApplicationId();
  return await rig.context.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('application')
      .values({
        id,
        account_id: maker.session.account.id,
        user_id: 'u',
        device_id: evidence.deviceId,
        older_firmware_accepted: false,
        state: 'approved',
        step: 'publish',
        findings: json(findings),
        ...{ pid, sample },
        footage: 'none',
      })
      .execute();
    if (!certified) return { id, certificate: '' };
    const certificate = await certify(rig.context, trx, await lockApplication(trx, id), { ...evidence, pid });
    const certified_at = sql<Date>`kaitong_now()`;
    await trx.updateTable('application').set({ certificate, certified_at }).where('id', '=', id).execute();
    return { id, certificate };
  });
}

const anyone = () => rig.browser({ origin: null }).client(certificates);
const revoke = (applicationId: ApplicationId) =>
  rig.context.db.transaction().execute((trx) => revokeCertificate(trx, { applicationId, reason: 'activation_undone' }));

/** Checked with what everybody can fetch. */
async function statusOf(certificate: string) {
  const keys = await anyone().getCertificateKeys({});
  const checked = await verifyCertificate(certificate, keys);
  const list = await verifyRevocations((await anyone().getCertificateRevocations({})).revocations, keys);
  if (!checked.ok || !list.ok) return { checked, list };
  return revocationStatus(checked.payload, list.payload);
}

describe('revocation', () => {
  test('is public from the transaction on that takes the activation back, and stands once', async () => {
    const [one, other] = [await application(), await application()];
    expect(await statusOf(one.certificate)).toMatchObject({ is: 'not_revoked' });
    expect(await revoke(one.id)).toBe(true);
    expect(await revoke(one.id)).toBe(false);
    expect(await statusOf(one.certificate)).toMatchObject({
      is: 'revoked',
      revocation: { applicationId: one.id, reason: 'activation_undone' },
    });
    expect(await statusOf(other.certificate)).toMatchObject({ is: 'not_revoked' });
  });

  test('one that is rolled back has not happened', async () => {
    const { id, certificate } = await application();
    const undone = rig.context.db.transaction().execute(async (trx) => {
      await revokeCertificate(trx, { applicationId: id, reason: 'activation_suspended' });
      throw new Error('rolled back');
    });
    await expect(undone).rejects.toThrow('rolled back');
    expect(await statusOf(certificate)).toMatchObject({ is: 'not_revoked' });
  });

  test('a list waits for revocations that are about to be committed', async () => {
    const { id, certificate } = await application();
    const commit = Promise.withResolvers<void>();
    const revoked = Promise.withResolvers<void>();
    const undo = rig.context.db.transaction().execute(async (trx) => {
      await revokeCertificate(trx, { applicationId: id, reason: 'activation_suspended' });
      revoked.resolve();
      await commit.promise;
    });
    await revoked.promise;
    const status = statusOf(certificate);
    commit.resolve();
    await undo;
    expect(await status).toMatchObject({ is: 'revoked' });
  });

  test('what has no certificate has nothing to revoke', async () => {
    expect(await revoke((await application({ certified: false })).id)).toBe(false);
    expect(await revoke(newApplicationId())).toBe(false);
  });
});

describe('the page of a certificate', () => {
  const page = (address: string, rest = '', language = 'en') =>
    rig.browser({ origin: null }).fetch(`/certificates/${address}${rest}?lang=${language}`);
  const addressOf = (certificate: string) => createHash('sha256').update(certificate).digest('hex');
  const standingOf = async (certificate: string) =>
    (await anyone().getCertificatePage({ params: { address: addressOf(certificate) }, query: {} })).standing;
  const certified = async (known: Parameters<typeof application>[0] = {}) =>
    await application({ pid: Pid.parse(`p${String(products++).padStart(15, '0')}`), ...known });
  let products = 0;

  test('is found by the SHA-256 of the file, as the console is told and as a file beside it', async () => {
    const { id, certificate } = await certified();
    const address = addressOf(certificate);
    const told = await maker.client(certificates).getCertificate({ params: { id } });
    expect(told.pageUrl).toBe(`${rig.context.publicUrl}/certificates/${address}`);
    const file = await page(address, '/certificate.jws');
    expect(await file.text()).toBe(certificate);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    const html = await (await page(address)).text();
    for (const shown of [
      evidence.firmware,
      evidence.firmwareSha256,
      evidence.deviceId,
      'Version of the rules',
      'Valid',
    ])
      expect(html).toContain(shown);
    expect(html).toContain(
      'kaitong certificate verify certificate.jws --keys keys.json --revocations revocations.json',
    );
    expect(html).not.toContain('<script');
  });

  test('says whether it counts today: not once it is revoked, with the reason, and not the newest once there is another', async () => {
    const pid = Pid.parse('pnewest000000001');
    const old = await certified({ pid });
    expect(await standingOf(old.certificate)).toBe('valid');
    await rig.clock.advance(hours(1));
    const young = await certified({ pid });
    expect([await standingOf(old.certificate), await standingOf(young.certificate)]).toEqual(['replaced', 'valid']);
    await revoke(young.id);
    expect([await standingOf(old.certificate), await standingOf(young.certificate)]).toEqual(['replaced', 'revoked']);
    const texts = await Promise.all(
      ['en', 'zh-CN'].map(async (language) => (await page(addressOf(young.certificate), '', language)).text()),
    );
    expect(texts[0]).toMatch(/class="standing error"><b>✗ Revoked<.*activation was undone/s);
    expect(texts[1]).toMatch(/class="standing error"><b>✗ 已吊销<.*产品的开通已撤销/s);
    for (const text of texts) expect(text.indexOf('class="standing')).toBeLessThan(text.indexOf('<dl'));
  });

  test('says plainly what was no hardware, and what was found', async () => {
    const advice = finding('audio.silent');
    const { certificate } = await certified({ sample: 'browser', findings: [advice] });
    const html = await (await page(addressOf(certificate))).text();
    expect(html).toContain('! a browser’s camera, not hardware');
    expect(html).toContain(groupText(groupFindings([advice])[0] as never, 'en').title);
    expect(html).toContain('audio.silent');
  });

  test('says what its run told of the clip, of the last one where another was asked for', async () => {
    const { id, certificate } = await certified();
    const video = (width: number) => ({ codec: 'h264', width, height: 360, times: [] });
    await rig.context.db.transaction().execute(async (trx) => {
      for (const entry of [
        { type: 'object.inspected', n: 0, findings: [], strip: null, video: video(320) },
        { type: 'wave.again' },
        { type: 'object.inspected', n: 0, findings: [], strip: null, video: video(640) },
        { type: 'object.inspected', n: 1, findings: [], strip: null, video: video(640) },
        { type: 'event.closed', eventId: 'e', objects: 2, durationMs: 10_400 },
      ])
        await append(trx, `application:${id}`, { ...entry, at: new Date(0).toISOString() });
    });
    const { shown } = await anyone().getCertificatePage({ params: { address: addressOf(certificate) }, query: {} });
    expect(shown).toEqual({
      ...{ segments: 1, bytes: 90_000, durationMs: 10_400 },
      pictures: [{ codec: 'h264', width: 640, height: 360 }],
    });
  });

  test('names neither account nor user', async () => {
    const { id, certificate } = await certified();
    const said =
      (await (await page(addressOf(certificate))).text()) +
      (await (await page(addressOf(certificate), '/json')).text());
    const { account, user } = maker.session;
    for (const name of [account.id, account.name, user.id, maker.login]) expect(said).not.toContain(name);
    expect(await (await page(addressOf(certificate))).text()).not.toContain(id);
  });

  test('nobody keeps it or finds it, and it runs nothing', async () => {
    const { certificate } = await certified();
    for (const rest of ['', '/json', '/certificate.jws']) {
      const { headers } = await page(addressOf(certificate), rest);
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow, noarchive');
      expect(headers.get('cache-control')).toContain('no-store');
    }
    const policy = (await page(addressOf(certificate))).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
  });

  test('is not there for any other address: an id, a prefix, another case, one of an application without certificate', async () => {
    const { id, certificate } = await certified();
    const address = addressOf(certificate);
    const bare = await certified({ certified: false });
    const answers = new Set<string>();
    for (const wrong of [id, address.slice(0, 32), address.toUpperCase(), addressOf('x'), bare.id]) {
      for (const rest of ['', '/certificate.jws']) {
        const answer = await page(wrong, rest);
        answers.add(`${answer.status} ${await answer.text()}`);
      }
      expect(await refusedCode(anyone().getCertificatePage({ params: { address: wrong }, query: {} }))).toBe(
        'certificate_unknown',
      );
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^404 .*No certificate has this address.*没有证书使用此链接/s);
  });

  test('whoever tries addresses is stopped', async () => {
    const codes = new Set<string>();
    for (let tries = 0; tries < 125; tries++)
      codes.add(String(await refusedCode(anyone().getCertificatePage({ params: { address: `${tries}` }, query: {} }))));
    expect([...codes]).toEqual(['certificate_unknown', 'rate_limited']);
    expect((await page('x')).status).toBe(429);
    await rig.clock.advance(minutes(2));
  });
});

describe('signing keys', () => {
  const privateHalves = async () => {
    const rows = await rig.context.db.selectFrom('signing_key').selectAll().orderBy('created_at').execute();
    return rows.map((row) => row.wrapped_private_jwk !== null);
  };
  /** Someone of the account, as an operator or not, in a role. */
  const become = async (kind: 'maker' | 'operator', role: 'administrator' | 'developer') => {
    await rig.context.db.updateTable('account').set({ kind }).where('id', '=', maker.session.account.id).execute();
    await rig.context.db
      .updateTable('member')
      .set({ role })
      .where('account_id', '=', maker.session.account.id)
      .execute();
  };

  test('rotate: old certificates verify, new ones carry another key, the old private half is gone', async () => {
    const old = await application();
    await become('operator', 'administrator');
    const { kid } = await maker.client(certificates).rotateCertificateKey({});
    await become('maker', 'administrator');
    const young = await application();
    const keys = await anyone().getCertificateKeys({});
    expect(await verifyCertificate(young.certificate, keys)).toMatchObject({ ok: true, kid });
    const checked = await verifyCertificate(old.certificate, keys);
    expect(checked).toMatchObject({ ok: true, payload: { applicationId: old.id } });
    expect(checked).not.toMatchObject({ kid });
    expect((await privateHalves()).filter(Boolean)).toHaveLength(1);
    expect((await privateHalves()).at(-1)).toBe(true);
  });

  test('rotate by themselves after a year', async () => {
    const old = await application();
    await rig.clock.advance(hours(366 * 24));
    const young = await application();
    const keys = await anyone().getCertificateKeys({});
    const kids = [];
    for (const { certificate } of [old, young]) {
      const checked = await verifyCertificate(certificate, keys);
      if (checked.ok) kids.push(checked.kid);
    }
    expect(new Set(kids).size).toBe(2);
  });

  test('are rotated by an operator’s administrators only', async () => {
    const client = (await rig.maker('other')).client(certificates);
    expect(await refusedCode(client.rotateCertificateKey({}))).toBe('not_allowed');
    expect(await refusedCode(anyone().rotateCertificateKey({}))).toBe('not_signed_in');
    await become('operator', 'developer');
    const developer = rig.browser();
    await developer.client(accounts).signIn({ body: { login: maker.login, password: 'correct horse battery' } });
    expect(await refusedCode(developer.client(certificates).rotateCertificateKey({}))).toBe('not_allowed');
    await become('maker', 'administrator');
  });
});
