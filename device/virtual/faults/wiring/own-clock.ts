import { type Duration, seconds } from '@kaitong/contract';
import type { Clock, RegionPort } from '../../../src/index.ts';
import { isProbe } from './verification.ts';

const BEHIND: Duration = seconds(90);
const OLDER: Duration = seconds(90);

/** Says when an event began by a clock of its own, which is a minute and a half behind. */
export const goingByOwnClock =
  (region: RegionPort, clock: Clock): RegionPort =>
  (caller) => {
    const client = region(caller);
    return {
      ...client,
      openEvent(call) {
        if (isProbe(call)) return client.openEvent(call);
        const startedAt = new Date(clock.wall() - BEHIND - (call.body.ageMs ?? 0)).toISOString();
        return client.openEvent({ ...call, body: { ...call.body, startedAt } });
      },
    };
  };

/** Says that an event is a minute and a half older than it is. */
export const agingTooMuch =
  (region: RegionPort): RegionPort =>
  (caller) => {
    const client = region(caller);
    return {
      ...client,
      openEvent: (call) =>
        isProbe(call)
          ? client.openEvent(call)
          : client.openEvent({ ...call, body: { ...call.body, ageMs: call.body.ageMs + OLDER } }),
    };
  };
