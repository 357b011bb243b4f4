import { CERTIFICATE_VERSION, CertificatePayload, type Evidence } from '@kaitong/contract';
import { signCertificate } from '@kaitong/judge';
import type { LockedApplication } from '../applications/lock-application.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { openSigningKey } from './signing-key.ts';

/** As many as a certificate holds. */
const MOST_WARNINGS = 100;

/** Signs what a passed application rests on. Only control signs. */
export async function certify(
  context: ControlContext,
  trx: ControlTransaction,
  application: LockedApplication,
  evidence: Evidence,
): Promise<string> {
  const { firmwareSha256 } = evidence;
  const payload = CertificatePayload.parse({
    version: CERTIFICATE_VERSION,
    issuer: context.publicUrl,
    applicationId: application.id,
    pid: evidence.pid,
    deviceId: evidence.deviceId,
    sample: application.sample ?? 'firmware',
    pairedAt: evidence.pairedAt,
    firmware: evidence.firmware,
    ...(firmwareSha256 === undefined ? {} : { firmwareSha256 }),
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
