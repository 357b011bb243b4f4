import { createPublicKey, verify } from 'node:crypto';
import {
  compareFirmware,
  type firmware,
  isRefusal,
  MOST_RELEASES,
  manifestText,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { newReleaseId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { keysOf, lockProduct } from './keys.ts';
import { showRelease } from './show-release.ts';

/** A draft, offered to nobody. What no key of the product signed is not taken in: cameras would refuse it one by one. */
export async function createRelease(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { manifest, signature, notes } }: Parsed<typeof firmware.createRelease>,
): Promise<Reply<typeof firmware.createRelease> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'createRelease');
  if (isRefusal(product)) return product;
  if (manifest.pid !== pid) return refusal('release_of_other_product', { pid: manifest.pid });
  return await db.transaction().execute(async (trx) => {
    await lockProduct(trx, pid);
    const text = Buffer.from(manifestText(manifest));
    const isSignedBy = ({ public_key }: { public_key: string }) =>
      verify(null, text, createPublicKey(public_key), Buffer.from(signature, 'hex'));
    if (!(await keysOf(trx, pid)).some(isSignedBy)) return refusal('release_signature_wrong');
    const before = await trx.selectFrom('firmware_release').select('manifest').where('pid', '=', pid).execute();
    if (before.some((one) => compareFirmware(one.manifest.version, manifest.version) === 0))
      return refusal('release_exists', { version: manifest.version });
    if (before.length >= MOST_RELEASES) return refusal('releases_full', { n: before.length });
    const made = await trx
      .insertInto('firmware_release')
      .values({
        id: newReleaseId(),
        pid,
        manifest: json(manifest),
        signature,
        notes: json(notes),
        image: null,
        uploads: null,
        halted_for: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    const { version, takesBack } = manifest;
    await audit(trx, caller, 'release.created', pid, { version, takesBack }, about);
    return await showRelease(trx, made);
  });
}
