import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type AccountId,
  CONFORMANCE_ITEMS,
  type ConformanceItem,
  FirmwareManifest,
  type ItemReason,
  type ItemVerdict,
  manifestText,
  type Pid,
  Region,
  type SignedManifest,
} from '@kaitong/contract';
import { waitingItem } from '@kaitong/core';
import { newAccountId, newConformanceId, newDeviceId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import type { ControlContext } from '../context.ts';

export type TestMaker = { publicKey: string; privateKey: KeyObject };

export function makeFirmwareKey(): TestMaker {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: String(publicKey.export({ format: 'pem', type: 'spki' })), privateKey };
}

export const hashOf = (image: Uint8Array): string => createHash('sha256').update(image).digest('hex');

export function signImage(
  { privateKey }: Pick<TestMaker, 'privateKey'>,
  { image, takesBack = null, ...of }: { pid: string; version: string; image: Uint8Array; takesBack?: string | null },
): SignedManifest {
  const manifest = FirmwareManifest.parse({ ...of, takesBack, bytes: image.length, sha256: hashOf(image) });
  return { manifest, signature: sign(null, Buffer.from(manifestText(manifest)), privateKey).toString('hex') };
}

type Ended = { verdict: ItemVerdict; code?: ItemReason };

/** An extended test as its region reported it last: all of it passed but for what is said of its first item. */
export async function endExtendedTest(
  { db }: Pick<ControlContext, 'db'>,
  {
    pid,
    firmware,
    first,
    accountId = newAccountId(),
    ...more
  }: {
    pid: Pid;
    firmware: string;
    first?: Ended;
    accountId?: AccountId;
    state?: 'running';
    isCancelled?: boolean;
  },
): Promise<void> {
  const { verdict, code = 'as_expected' }: Ended = first ?? { verdict: 'pass' };
  const items = CONFORMANCE_ITEMS.map((name, i): ConformanceItem => {
    const is = i === 0 ? { verdict, code } : { verdict: 'pass' as const, code: 'as_expected' as const };
    const reason = { code: is.code, params: {} };
    return { ...waitingItem(name), state: 'ended', verdict: is.verdict, reason };
  });
  await db
    .insertInto('conformance')
    .values({
      ...{ id: newConformanceId(), account_id: accountId, user_id: 'x', device_id: newDeviceId() },
      ...{ pid, firmware, region: Region.parse('cn'), state: more.state ?? 'ended', items: json(items) },
      ...{
        problem: more.isCancelled ? json({ code: 'conformance_cancelled', params: {} }) : null,
        ended_at: more.state ? null : new Date(),
      },
    })
    .execute();
}
