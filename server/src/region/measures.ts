import type { Duration, Pid } from '@kaitong/contract';

/**
 * How far an event of a camera has come. `whole`: closed with all that it counts; `incomplete`: closed, and something is
 * missing; `completed`: that came later.
 */
export type EventStage = 'opened' | 'whole' | 'incomplete' | 'completed';

/** What happens in a region, as whoever watches over it wants it measured; each once it is committed. */
export type RegionMeasures = {
  eventMoved(of: { pid: Pid; firmware: string }, stage: EventStage): void;
  /** Something that has just happened can be watched: so long after it happened. */
  eventPlayable(after: Duration): void;
  /** A camera took its permission for a verification: so long after it was sent. */
  grantAcknowledged(after: Duration): void;
};
