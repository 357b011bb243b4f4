import { finding } from '@kaitong/contract/checks';
import type { ObjectFacts, ObjectInspection } from '@kaitong/media';
import { notify } from '../../store/notifications.ts';
import { type RowQueue, type Taken, workThroughRows } from '../../store/row-queue.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { ClipObject, ClipSource, Uninspected } from './clip-source.ts';
import { TroubledEvents } from './troubled-events.ts';

/** What says that an object can be decoded now. */
export const OBJECT_INSPECTED = 'inspected';

/** Level 1 on every object as it is committed, by any process. */
export function inspectObjects(context: RegionContext, source: ClipSource): RowQueue {
  const troubled = new TroubledEvents();
  return workThroughRows({
    notifications: context.notifications,
    topic: source.committed,
    lanes: 2,
    isThere: () => source.hasUninspected(context.db, troubled.list()),
    takeOne: (onTaken) =>
      context.db.transaction().execute((trx) => inspectNext(context, source, trx, { troubled, onTaken })),
    onError: (error) => context.log.error({ err: error, region: context.region }, 'an object could not be inspected'),
  });
}

async function inspectNext(
  context: RegionContext,
  source: ClipSource,
  trx: RegionTransaction,
  { troubled, onTaken }: { troubled: TroubledEvents; onTaken: (taken: Taken) => void },
): Promise<Taken | 'none'> {
  const object = await source.takeUninspected(trx, troubled.list());
  if (!object) return 'none';
  const taken = object.isOneOfMany ? 'one of many' : 'the last';
  onTaken(taken);
  return await troubled.guard(object.clipId, async () => {
    const inspection = await inspect(context, object);
    await notify(trx, OBJECT_INSPECTED, object.clipId);
    await source.keepInspection(trx, object, inspection);
    return taken;
  });
}

async function inspect({ judge, objects }: RegionContext, object: Uninspected): Promise<ObjectInspection> {
  const { earlier } = object;
  const clip = object.openClip();
  const { n, kind, bytes: size, durationMs, md5, sha256, iv } = object;
  // The bytes, their copy on the judge's thread, and decrypted there.
  return await judge.holding(3 * size, async () => {
    const bytes = await objects.read(object.objectKey);
    if (!bytes) return inspectionOfMissing(object);
    return await judge.inspect({
      bytes,
      object: { n, kind, bytes: size, durationMs, md5, sha256, iv },
      event: clip.declaration,
      // Where the store has compared them with what was declared, they need not be computed once more.
      hashes: objects.checksSha256 ? { md5, sha256 } : undefined,
      key: clip.key,
      init: earlier.init?.init,
      earlierSegment: earlier.segment,
    });
  });
}

/** Committed, and gone from the store: nothing of it can count. */
export function inspectionOfMissing({ n, kind }: Pick<ClipObject, 'n' | 'kind'>): ObjectInspection {
  const facts: ObjectFacts = {
    ...{ bytes: 0, sha256: '', tail: '', content: 'empty', readable: false },
    ...{ init: null, video: null, audio: null, picture: null, sequence: null },
  };
  return { findings: [finding('obj.empty', { measured: 0, object: n, kind })], facts };
}
