import { EventId } from '@kaitong/contract';
import type { RegionPort } from '../../../src/index.ts';
import { isProbe } from './verification.ts';

/** Takes an event without a nonce for closed as soon as its last object is committed. */
export const closingNothing = (region: RegionPort): RegionPort => {
  const verifying = new Set<string>();
  return (caller) => {
    const client = region(caller);
    return {
      ...client,
      async openEvent(call) {
        const opened = await client.openEvent(call);
        if (call.body.nonce !== undefined || isProbe(call)) verifying.add(opened.eventId);
        return opened;
      },
      async closeEvent(call) {
        const { eventId } = call.params;
        if (verifying.has(eventId)) return await client.closeEvent(call);
        return { eventId: EventId.parse(eventId), state: 'closed' };
      },
    };
  };
};
