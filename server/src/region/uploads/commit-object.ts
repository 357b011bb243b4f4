import { type device, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { assemble } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import { assemblyAround } from './assembly.ts';
import { declare } from './declare-object.ts';
import type { Purpose, Upload, UploadCaller } from './purpose.ts';
import { findStored } from './target.ts';

type Committed = Reply<typeof device.commitObject>;

/**
 * Makes a stored object part of its event: from the answer on, it survives whatever happens to this process. Repeating it
 * is fine. With `next` it also declares the object that follows, which saves the device a round trip; a refusal of that one
 * does not touch the commit.
 */
export async function commitObject(
  purpose: Purpose,
  context: RegionContext,
  caller: UploadCaller,
  { params: { eventId, n }, body: { next } }: Pick<Parsed<typeof device.commitObject>, 'params' | 'body'>,
): Promise<Committed | Refusal> {
  const act = async (upload: Upload): Promise<Committed | Refusal> => {
    const refused = await commit(upload, n);
    if (refused) {
      await upload.noteRefusal(refused, { n });
      return refused;
    }
    if (!next) return { next: null };
    const target = await declare(context, upload, next);
    return isRefusal(target) ? { next: null, refused: target } : { next: target };
  };
  return await purpose.onEvent<Committed>(context, caller, eventId, act, {
    objects: [n, ...(next ? [next.n] : [])],
    stored: n,
  });
}

async function commit(upload: Upload, n: number): Promise<Refusal | undefined> {
  if (upload.isGivenUp) return refusal('event_closed');
  if (upload.stopped) return upload.stopped;
  const known = await upload.findObject(n);
  const stored = known?.state === 'declared' ? await findStored(upload, known) : 'missing';
  if (stored === 'other') return refusal('object_exists');
  const after = assemble(assemblyAround(upload, known), { type: 'commit', n, isStored: stored === 'whole' });
  if (isRefusal(after)) return after;
  return after.news && known ? await upload.commitObject(known) : undefined;
}
