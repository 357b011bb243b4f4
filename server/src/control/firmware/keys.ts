import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import {
  type FirmwareKey,
  type firmware,
  isRefusal,
  MOST_FIRMWARE_KEYS,
  type Parsed,
  type Pid,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';

type Row = { fingerprint: string; public_key: string; added_at: Date };

const show = ({ fingerprint, public_key, added_at }: Row): FirmwareKey => ({
  ...{ fingerprint, publicKey: public_key, addedAt: added_at.toISOString() },
});

/** Keys that sign a product's firmware, the oldest first. */
export const keysOf = (db: ControlContext['db'], pid: Pid): Promise<Row[]> =>
  db
    .selectFrom('firmware_key')
    .select(['fingerprint', 'public_key', 'added_at'])
    .where('pid', '=', pid)
    .orderBy('added_at')
    .orderBy('fingerprint')
    .execute();

export async function listFirmwareKeys(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof firmware.listFirmwareKeys>,
): Promise<Reply<typeof firmware.listFirmwareKeys> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'listFirmwareKeys');
  if (isRefusal(product)) return product;
  return { items: (await keysOf(db, pid)).map(show) };
}

/** Cameras go by the keys in their firmware: one here only says whose releases the platform takes in. */
export async function addFirmwareKey(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { publicKey } }: Parsed<typeof firmware.addFirmwareKey>,
): Promise<Reply<typeof firmware.addFirmwareKey> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'addFirmwareKey');
  if (isRefusal(product)) return product;
  const key = readKey(publicKey);
  if (!key) return refusal('firmware_key_refused');
  const fingerprint = createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
  return await db.transaction().execute(async (trx) => {
    await lockProduct(trx, pid);
    const present = await keysOf(trx, pid);
    const known = present.find((one) => one.fingerprint === fingerprint);
    if (known) return show(known);
    if (present.length >= MOST_FIRMWARE_KEYS) return refusal('firmware_keys_full', { n: present.length });
    const added = await trx
      .insertInto('firmware_key')
      .values({ pid, fingerprint, public_key: String(key.export({ format: 'pem', type: 'spki' })) })
      .returning(['fingerprint', 'public_key', 'added_at'])
      .executeTakeFirstOrThrow();
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    await audit(trx, caller, 'firmware_key.added', pid, { fingerprint }, about);
    return show(added);
  });
}

export async function removeFirmwareKey(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid, fingerprint } }: Parsed<typeof firmware.removeFirmwareKey>,
): Promise<Reply<typeof firmware.removeFirmwareKey> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'removeFirmwareKey');
  if (isRefusal(product)) return product;
  return await db.transaction().execute(async (trx) => {
    const removed = await trx
      .deleteFrom('firmware_key')
      .where('pid', '=', pid)
      .where('fingerprint', '=', fingerprint)
      .returning('fingerprint')
      .executeTakeFirst();
    if (!removed) return refusal('not_found');
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    await audit(trx, caller, 'firmware_key.removed', pid, { fingerprint }, about);
    return {};
  });
}

/** Of a product one thing at a time: how many keys and releases there are is counted under this lock. */
export async function lockProduct(trx: ControlTransaction, pid: Pid): Promise<void> {
  await trx.selectFrom('product').select('pid').where('pid', '=', pid).forUpdate().execute();
}

/** `undefined`: no public key, not Ed25519, or a private one, from which Node would make the public one by itself. */
function readKey(pasted: string): KeyObject | undefined {
  const [, base64] = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/.exec(pasted) ?? [];
  if (base64 === undefined) return undefined;
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
