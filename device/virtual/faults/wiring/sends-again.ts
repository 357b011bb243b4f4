import type { RegionPort } from '../../../src/index.ts';

type Declaration = Parameters<ReturnType<RegionPort>['declareObject']>[0];

/** After a call that got no answer, declares everything of the event again that was committed before. */
export const sendingAgain = (region: RegionPort): RegionPort => {
  const declared = new Map<string, Declaration>();
  const committed = new Map<string, Declaration[]>();
  let wasLost = false;
  const noticing = async <T>(answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (error) {
      wasLost = true;
      throw error;
    }
  };
  return (caller) => {
    const client = region(caller);
    const again = async (eventId: string): Promise<void> => {
      if (!wasLost) return;
      for (const earlier of committed.get(eventId) ?? []) await client.declareObject(earlier);
      wasLost = false;
    };
    const note = (call: Declaration): void => void declared.set(`${call.params.eventId} ${call.body.n}`, call);
    return {
      ...client,
      async declareObject(call) {
        await again(call.params.eventId);
        note(call);
        return await noticing(client.declareObject(call));
      },
      async commitObject(call) {
        const { eventId, n } = call.params;
        await again(eventId);
        if (call.body?.next) note({ params: { eventId }, body: call.body.next });
        const answer = await noticing(client.commitObject(call));
        const own = declared.get(`${eventId} ${n}`);
        if (own) committed.set(eventId, [...(committed.get(eventId) ?? []), own]);
        return answer;
      },
    };
  };
};
