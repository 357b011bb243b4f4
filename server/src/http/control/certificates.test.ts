import { type ApplicationId, accounts, certificates, Evidence, hours } from '@kaitong/contract';
import { revocationStatus, verifyCertificate, verifyRevocations } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockApplication } from '../../control/applications/lock-application.ts';
import { certify } from '../../control/certificates/certify.ts';
import { revokeCertificate } from '../../control/certificates/revoke-certificate.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
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
async function application({ certified = true } = {}): Promise<{ id: ApplicationId; certificate: string }> {
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
        findings: json([]),
        footage: 'none',
      })
      .execute();
    if (!certified) return { id, certificate: '' };
    const certificate = await certify(rig.context, trx, await lockApplication(trx, id), evidence);
    await trx.updateTable('application').set({ certificate }).where('id', '=', id).execute();
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
