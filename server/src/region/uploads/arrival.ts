import { CLOCK_TOLERANCE } from '@kaitong/core';
import type { Arrival } from '@kaitong/judge';

export type CameObject = { n: number; declared_at: Date; committed_at: Date | null; ends: number[] };

export type CameEvent = {
  /** When it happened, by the device's wall clock where that was right, else by its age. */
  happenedAt: Date;
  /** How far the wall clock was ahead of what the age says. */
  skewMs: number;
  preRecordMs: number | null;
  reconnected: boolean;
  objects: readonly CameObject[];
};

/** How an event came, as the judge wants to know it: what set it off is told by its age alone. */
export function arrivalOf({ happenedAt, skewMs, preRecordMs, reconnected, objects }: CameEvent): Arrival {
  const isByClock = Math.abs(skewMs) <= CLOCK_TOLERANCE;
  return {
    triggeredAt: happenedAt.getTime() - (isByClock ? skewMs : 0),
    ...{ skewMs, preRecordMs, reconnected },
    objects: objects.map(({ n, declared_at, committed_at, ends }) => ({
      n,
      declaredAt: declared_at.getTime(),
      committedAt: committed_at?.getTime() ?? null,
      ends,
    })),
  };
}
