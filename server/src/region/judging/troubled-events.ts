import { type EventId, minutes } from '@kaitong/contract';
import { DatabaseUnavailable } from '../../store/unavailable.ts';

/** How long an event is left to other processes, or to better times. */
const LEFT_ALONE = minutes(1);

/** Events on which this process stumbled: one that always makes it stumble must hold up no other. */
export class TroubledEvents {
  private readonly until = new Map<EventId, number>();

  /** Does the work on an event and notes it if that throws, unless it was only that the database went away meanwhile. */
  async guard<T>(eventId: EventId, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) this.leaveAlone(eventId);
      throw error;
    }
  }

  leaveAlone(eventId: EventId): void {
    this.until.set(eventId, performance.now() + LEFT_ALONE);
  }

  list(): EventId[] {
    for (const [eventId, until] of this.until) if (until < performance.now()) this.until.delete(eventId);
    return [...this.until.keys()];
  }
}
