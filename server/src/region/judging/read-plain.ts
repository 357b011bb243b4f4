import { nodePorts } from '@kaitong/judge';
import { decryptObject, isMedia, sniffContainer } from '@kaitong/media';
import type { RegionContext } from '../context.ts';
import type { Clip, ClipObject } from './clip-source.ts';

/** An object's bytes as level 1 read them: what was not encrypted at all is taken as it is. Undefined: they are gone. */
export async function readPlain(
  context: Pick<RegionContext, 'objects'>,
  { declaration, key }: Pick<Clip, 'declaration' | 'key'>,
  object: Pick<ClipObject, 'objectKey' | 'iv'>,
): Promise<Uint8Array | undefined> {
  const bytes = await context.objects.read(object.objectKey);
  if (!bytes || declaration.encryption === 'none' || isMedia(sniffContainer(bytes))) return bytes;
  if (!key || object.iv === null) return undefined;
  return decryptObject(bytes, key, Buffer.from(object.iv, 'hex'), nodePorts);
}
