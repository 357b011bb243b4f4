import type { certificates, Refusal, Reply } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { OperatorCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { replaceSigningKey } from './signing-key.ts';

/** Each key stays published for ever. */
const ROTATIONS = limits.control.certificateKeysPerAccount;

/** Signs with a new key from now on. */
export async function rotateCertificateKey(
  context: ControlContext,
  caller: OperatorCaller,
): Promise<Reply<typeof certificates.rotateCertificateKey> | Refusal> {
  const tooMany = rateRefusal([await takeRate(context.db, `certificate key ${caller.accountId}`, ROTATIONS)]);
  if (tooMany) return tooMany;
  return await context.db.transaction().execute(async (trx) => {
    const { kid } = await replaceSigningKey(context, trx);
    await audit(trx, caller, 'certificate-key.rotated', kid);
    return { kid };
  });
}
