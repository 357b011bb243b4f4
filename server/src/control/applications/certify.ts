import {
  type applications,
  CERTIFICATE_VERSION,
  CertificatePayload,
  type Evidence,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { CertificateKey, createSigningKey, publicKeySet, type SigningKey, signCertificate } from '@kaitong/judge';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { json } from '../../store/database.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { findApplicationOf } from './find-application-of.ts';
import type { LockedApplication } from './lock-application.ts';

/** As many as a certificate holds. */
const MOST_WARNINGS = 100;

/** Signs what a passed application rests on. Only control signs. */
export async function certify(
  context: ControlContext,
  trx: ControlTransaction,
  application: LockedApplication,
  evidence: Evidence,
): Promise<string> {
  const payload = CertificatePayload.parse({
    version: CERTIFICATE_VERSION,
    issuer: context.publicUrl,
    applicationId: application.id,
    pid: evidence.pid,
    deviceId: evidence.deviceId,
    pairedAt: evidence.pairedAt,
    firmware: evidence.firmware,
    nonce: evidence.nonce,
    objects: evidence.objects,
    rules: evidence.rules,
    level2: evidence.level2,
    warnings: application.findings
      .slice(0, MOST_WARNINGS)
      .map(({ code, measured, object }) => ({ code, measured, object })),
    judgedAt: evidence.judgedAt,
    issuedAt: application.now.toISOString(),
  });
  return await signCertificate(payload, await openSigningKey(context, trx));
}

/** The newest key; the first certificate of an installation makes one. */
async function openSigningKey(context: ControlContext, trx: ControlTransaction): Promise<SigningKey> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('certificate signing key', 0))`.execute(trx);
  const stored = await trx.selectFrom('signing_key').selectAll().orderBy('created_at', 'desc').executeTakeFirst();
  if (stored) {
    const text = Buffer.from(context.secrets.unwrap(stored.wrapped_private_jwk, placeOf(stored.id))).toString();
    return JSON.parse(text) as SigningKey;
  }
  const key = await createSigningKey();
  await trx
    .insertInto('signing_key')
    .values({
      id: key.kid,
      public_jwk: json<object>(CertificateKey.parse(key)),
      wrapped_private_jwk: context.secrets.wrap(Buffer.from(JSON.stringify(key)), placeOf(key.kid)),
    })
    .execute();
  return key;
}

const placeOf = (kid: string): string => `certificate signing key ${kid}`;

/** The certificate of an approved application. */
export async function getCertificate(
  { db }: ControlContext,
  caller: MakerCaller,
  { params }: Parsed<typeof applications.getCertificate>,
): Promise<Reply<typeof applications.getCertificate> | Refusal> {
  const application = await findApplicationOf(db, caller, params.id);
  return application?.certificate ? { certificate: application.certificate } : refusal('not_found');
}

/** What certificates are checked with: all keys that ever signed, as a JWK set (RFC 7517). */
export async function getCertificateKeys({
  db,
}: ControlContext): Promise<Reply<typeof applications.getCertificateKeys>> {
  const keys = await db.selectFrom('signing_key').select('public_jwk').orderBy('created_at').execute();
  return publicKeySet(keys.map((row) => CertificateKey.parse(row.public_jwk)));
}
