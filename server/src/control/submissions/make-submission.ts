import {
  isRefusal,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  SUBMISSION_MANIFEST,
  type submissions,
} from '@kaitong/contract';
import { signSubmission } from '@kaitong/judge';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { packTar, tarFile } from '../../tar/pack-tar.ts';
import { audit } from '../audit/audit.ts';
import { openSigningKey } from '../certificates/signing-key.ts';
import type { ControlContext } from '../context.ts';
import { collectSubmission } from './collect.ts';
import { readSbom } from './read-sbom.ts';

export async function getSubmission(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof submissions.getSubmission>,
): Promise<Reply<typeof submissions.getSubmission> | Refusal> {
  const collected = await collectSubmission(context, caller, pid, null);
  return isRefusal(collected) ? collected : collected.manifest;
}

/** The package as a tar. The SBOM goes through it and is kept nowhere. */
export async function makeSubmission(
  context: ControlContext,
  caller: MakerCaller,
  pid: Pid,
  given: Uint8Array | undefined,
): Promise<{ name: string; archive: AsyncIterable<Uint8Array> } | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `submission ${caller.accountId}`, limits.submissionsPerAccount)]);
  if (tooMany) return tooMany;
  const sbom = given ? readSbom(given) : null;
  if (isRefusal(sbom)) return sbom;
  const collected = await collectSubmission(context, caller, pid, sbom);
  if (isRefusal(collected)) return collected;
  const { manifest, files, about, certifiedAt } = collected;
  const signed = await db.transaction().execute(async (trx) => {
    const { applicationId, extendedTest } = manifest;
    const details = { applicationId, extendedTest: extendedTest?.id ?? null, sbom: sbom?.kind.format ?? null };
    await audit(trx, caller, 'submission.made', pid, details, about);
    return await signSubmission(manifest, await openSigningKey(context, trx));
  });
  const packed = [{ name: SUBMISSION_MANIFEST, bytes: new TextEncoder().encode(signed) }, ...files];
  async function* inOrder() {
    for (const { name, bytes } of packed) yield tarFile(name, bytes, certifiedAt);
  }
  return { name: `kaitong-${pid}-${manifest.firmware.version}.tar`, archive: packTar(inOrder()) };
}
