import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { decryptObject } from '@kaitong/media';
import type { RegionContext } from '../context.ts';
import { readWhole } from '../footage/check-object.ts';
import { findCommittedObject, type Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { keyOf } from './watched.ts';

/** One committed object of a recording, decrypted. */
export async function readObject(
  context: RegionContext,
  { device, recording }: { device: Pick<OwnedDevice, 'keyEndsAt'>; recording: Recording },
  n: number,
): Promise<Uint8Array | Refusal> {
  const object = await findCommittedObject(context.db, recording, n);
  if (!object) return refusal('not_found');
  const key = await keyOf(context, device, recording);
  if (isRefusal(key)) return key;
  const bytes = await readWhole(context, recording, object);
  if (!bytes) return refusal('footage_gone');
  return key && object.iv !== null ? decryptObject(bytes, key, Buffer.from(object.iv, 'hex'), nodePorts) : bytes;
}
