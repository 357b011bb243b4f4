import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  Conformance,
  compareFirmware,
  type FirmwareVersion,
  isRefusal,
  manifestText,
  type Pid,
  type Refusal,
  refusal,
  type SubmissionManifest,
} from '@kaitong/contract';
import { addressOfCertificate } from '@kaitong/judge';
import { type Kysely, sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { readPayload } from '../certificates/read-payload.ts';
import { conformanceOf, showConformance } from '../conformance/show-conformance.ts';
import type { ControlContext } from '../context.ts';
import { keysOf } from '../firmware/keys.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { findWholeSoak } from '../soak/show-soak.ts';
import { waiversInForce } from '../waivers/read-waivers.ts';
import { type PackedFile, type Parts, packageFiles } from './package-files.ts';
import type { Sbom } from './read-sbom.ts';

/** What a package holds, before it is signed. */
export type Collected = {
  manifest: SubmissionManifest;
  files: PackedFile[];
  /** A tar says of each file when it was changed; nothing of a package depends on when it was made. */
  certifiedAt: Date;
  /** Whose product it is, where that is another account than the caller's. */
  about: MakerCaller['accountId'] | null;
};

/** Of an activated product whose certificate counts: for whoever develops it, in its own account or in another. */
export async function collectSubmission(
  { db, publicUrl: issuer }: ControlContext,
  caller: MakerCaller,
  pid: Pid,
  sbom: Sbom | null,
): Promise<Collected | Refusal> {
  const product = await findProductFor(db, caller, pid, 'getSubmission');
  if (isRefusal(product)) return product;
  const certified = await findCertified(db, pid);
  if (isRefusal(certified)) return certified;
  const { certificate, findings } = certified;
  const says = readPayload(certificate);
  const { applicationId, firmware: version, firmwareSha256 = null, sample = 'firmware', issuedAt } = says;
  const [test, soak, release, waivers] = await Promise.all([
    findTest(db, caller, pid, version),
    findWholeSoak(db, caller, pid, version),
    findRelease(db, pid, version),
    waiversInForce(db, pid),
  ]);
  const files = packageFiles({ certificate, findings, release, test, soak, waivers, sbom });
  const { id, deviceId, outcome, endedAt } = test ?? {};
  const manifest: SubmissionManifest = {
    version: 1,
    ...{ issuer, pid, productName: product.name, applicationId },
    certificateSha256: addressOfCertificate(certificate),
    sample,
    firmware: {
      version,
      sha256: firmwareSha256,
      release: release && { sha256: release.manifest.sha256, bytes: release.manifest.bytes },
    },
    extendedTest: id && deviceId && outcome && endedAt ? { id, deviceId, outcome, endedAt } : null,
    waivers,
    sbom: sbom?.kind ?? null,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: hashOf(bytes) })),
  };
  const certifiedAt = new Date(issuedAt);
  return { manifest, files, certifiedAt, about: product.ownerId === caller.accountId ? null : product.ownerId };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The activation's: an application for a release, or one that was undone, says nothing about what is sold. */
async function findCertified(db: Kysely<ControlTables>, pid: Pid) {
  const found = await db
    .selectFrom('activation')
    .innerJoin('application', 'application.id', 'activation.application_id')
    .leftJoin('revoked_certificate as revoked', 'revoked.application_id', 'application.id')
    .select(['application.certificate', 'application.findings', 'revoked.revoked_at'])
    .where('activation.pid', '=', pid)
    .executeTakeFirst();
  if (!found) return refusal('product_not_activated');
  const { certificate, findings, revoked_at } = found;
  return certificate === null || revoked_at !== null ? refusal('certificate_not_counting') : { certificate, findings };
}

/** The newest one of the caller's account that tried everything with this firmware. Others' tests are theirs to show. */
async function findTest(
  db: Kysely<ControlTables>,
  caller: MakerCaller,
  pid: Pid,
  firmware: FirmwareVersion,
): Promise<Parts['test']> {
  const row = await conformanceOf(db, caller)
    .where('conformance.pid', '=', pid)
    .where('conformance.firmware', '=', firmware)
    .where('conformance.state', '=', 'ended')
    .where('conformance.problem', 'is', null)
    .where('conformance.ended_at', 'is not', null)
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM jsonb_array_elements(conformance.items) item
        WHERE item->>'verdict' IS NULL OR item->'reason'->>'code' = 'not_chosen')`,
    )
    .orderBy('conformance.created_at', 'desc')
    .orderBy('conformance.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? Conformance.parse(showConformance(row)) : null;
}

async function findRelease(db: Kysely<ControlTables>, pid: Pid, version: FirmwareVersion): Promise<Parts['release']> {
  const rows = await db
    .selectFrom('firmware_release')
    .select(['manifest', 'signature'])
    .where('pid', '=', pid)
    .where('state', '<>', 'withdrawn')
    .execute();
  const release = rows.find(({ manifest }) => compareFirmware(manifest.version, version) === 0);
  if (!release) return null;
  const text = Buffer.from(manifestText(release.manifest));
  const keys = (await keysOf(db, pid)).map(({ public_key }) => public_key);
  const signature = Buffer.from(release.signature, 'hex');
  return { ...release, publicKeys: keys.filter((key) => verify(null, text, createPublicKey(key), signature)) };
}
