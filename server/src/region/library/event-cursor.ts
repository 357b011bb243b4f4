import { EventId } from '@kaitong/contract';
import type { Recording } from '../footage/find-recording.ts';

export const cursorOf = ({ started_at, id }: Recording): string => `${started_at.getTime()}-${id}`;

/** The last row's own place in the order: rows of equal time are neither lost nor repeated. */
export function readCursor(cursor: string): { at: Date; id: EventId } | undefined {
  const [, ms, name] = /^(\d{1,14})-(\w+)$/.exec(cursor) ?? [];
  const id = EventId.safeParse(name).data;
  return ms !== undefined && id !== undefined ? { at: new Date(Number(ms)), id } : undefined;
}

/** What began at this very moment may still follow the cursor. */
export function earlier(to: Date | undefined, at: Date): Date {
  const after = new Date(at.getTime() + 1);
  return to && to < after ? to : after;
}
