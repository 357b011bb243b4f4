import type { RegionPort } from '../../../src/index.ts';

/** Counts an object that was never sent when it closes its event. */
export const countingLost =
  (region: RegionPort): RegionPort =>
  (caller) => {
    const client = region(caller);
    return {
      ...client,
      closeEvent: (call) => client.closeEvent({ ...call, body: { ...call.body, objects: call.body.objects + 1 } }),
    };
  };
