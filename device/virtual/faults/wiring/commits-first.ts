import type { UploadTarget } from '@kaitong/contract';
import type { RegionPort } from '../../../src/index.ts';

/** Commits each object before its bytes are stored, too. */
export const committingFirst =
  (region: RegionPort): RegionPort =>
  (caller) => {
    const client = region(caller);
    const commit = async (eventId: string, target: UploadTarget | null): Promise<void> => {
      if (target?.state !== 'waiting') return;
      await client.commitObject({ params: { eventId, n: target.n }, body: {} }).catch(() => undefined);
    };
    return {
      ...client,
      async declareObject(call) {
        const target = await client.declareObject(call);
        await commit(call.params.eventId, target);
        return target;
      },
      async commitObject(call) {
        const answer = await client.commitObject(call);
        await commit(call.params.eventId, answer.next);
        return answer;
      },
    };
  };
