import type { RecordedEvent } from '@kaitong/contract';

type Event = Pick<RecordedEvent, 'kept' | 'eventId' | 'deviceId' | 'bytes'>;

/**
 * What one press makes of recordings: those that nobody keeps are kept; where all are, those whose days are not over are let
 * go. `beyond`: how many are left of which only who deletes them gives the room back.
 */
export function planKeeping<One extends Event>(
  events: readonly One[],
): { keep: boolean; changing: One[]; beyond: number } {
  const unkept = events.filter(({ kept }) => kept === 'no');
  if (unkept.length > 0) return { keep: true, changing: unkept, beyond: 0 };
  return {
    keep: false,
    changing: events.filter(({ kept }) => kept === 'yes'),
    beyond: events.filter(({ kept }) => kept === 'beyond').length,
  };
}
