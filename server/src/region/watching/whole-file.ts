import { createDecipheriv } from 'node:crypto';
import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import type { ByteRange } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';
import { isWhole } from '../footage/check-object.ts';
import { keyOfObject, listObjects } from '../footage/find-recording.ts';
import type { OwnedRecording } from './footage-objects.ts';
import { timedSegments } from './timed-segments.ts';
import { keyOf } from './watched.ts';

export type WholeFile = { bytes: number; read(range: ByteRange): AsyncIterable<Uint8Array> };

const BLOCK = 16;

/** The one MP4 that a camera sent for a recording, decrypted from wherever a player wants to begin. */
export async function openWholeFile(
  context: RegionContext,
  { device, recording }: OwnedRecording,
): Promise<WholeFile | Refusal> {
  const key = await keyOf(context, device, recording);
  if (isRefusal(key)) return key;
  const objects = await listObjects(context.db, recording, [recording.id]);
  const [segment] = timedSegments(recording, objects, { live: false });
  if (!segment) return refusal('footage_unfinished');
  const name = keyOfObject(recording, segment.n);
  const isThere = await isWhole(context, recording, segment.object);
  const stored = isThere ? await context.objects.findInfo(name) : undefined;
  if (!stored) return refusal('footage_gone');
  const { iv } = segment.object;
  const file = key && iv !== null ? await openEncrypted(context, { name, key, iv }, stored.bytes) : undefined;
  const bytes = file?.bytes ?? stored.bytes;
  // There is nothing in it, and no range of bytes either.
  if (bytes === 0) return refusal('footage_gone');
  return { bytes, read: (range) => (file ? decryptRange(context, file, range) : readPlain(context, name, range)) };
}

async function openEncrypted(
  context: RegionContext,
  { name, key, iv }: { name: string; key: Uint8Array; iv: string },
  storedBytes: number,
): Promise<Encrypted & { bytes: number }> {
  const file = { name, key, iv: Buffer.from(iv, 'hex'), blocks: Math.floor(storedBytes / BLOCK) };
  return { ...file, bytes: file.blocks * BLOCK - (await readPadding(context, file)) };
}

async function* readPlain({ objects }: RegionContext, name: string, range: ByteRange): AsyncGenerator<Uint8Array> {
  const stream = await objects.findStream(name, range);
  if (!stream) throw new Error(`${name} is not in the store any more`);
  yield* stream as AsyncIterable<Uint8Array>;
}

type Encrypted = { name: string; key: Uint8Array; iv: Uint8Array; blocks: number };

/** In CBC a block needs only the one before it, so decryption begins anywhere. */
async function* decryptRange(context: RegionContext, file: Encrypted, { first, last }: ByteRange) {
  const from = Math.floor(first / BLOCK);
  const to = Math.floor(last / BLOCK);
  const before = from === 0 ? file.iv : await readBlock(context, file, from - 1);
  const decipher = createDecipheriv('aes-128-cbc', file.key, before).setAutoPadding(false);
  let skip = first - from * BLOCK;
  let left = last - first + 1;
  for await (const chunk of readPlain(context, file.name, { first: from * BLOCK, last: (to + 1) * BLOCK - 1 })) {
    const plain = decipher.update(chunk);
    const part = plain.subarray(skip, skip + left);
    skip = Math.max(0, skip - plain.length);
    left -= part.length;
    if (part.length > 0) yield part;
  }
}

async function readBlock({ objects }: RegionContext, { name }: Encrypted, block: number): Promise<Uint8Array> {
  const bytes = await objects.read(name, { first: block * BLOCK, last: (block + 1) * BLOCK - 1 });
  if (bytes?.length !== BLOCK) throw new Error(`${name} ends before block ${block}`);
  return bytes;
}

/** PKCS#7; a camera that pads otherwise has sent as many bytes as it says. */
async function readPadding(context: RegionContext, file: Encrypted): Promise<number> {
  if (file.blocks === 0) return 0;
  const end = file.blocks * BLOCK;
  const parts: Uint8Array[] = [];
  for await (const part of decryptRange(context, file, { first: end - BLOCK, last: end - 1 })) parts.push(part);
  const block = Buffer.concat(parts);
  const length = block.at(-1) ?? 0;
  const isPadded = length >= 1 && length <= BLOCK && block.subarray(BLOCK - length).every((byte) => byte === length);
  return isPadded ? length : 0;
}
