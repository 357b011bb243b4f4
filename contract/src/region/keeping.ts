import { z } from 'zod';
import { days } from '../durations.ts';
import { DeviceId, EventId } from '../ids.ts';
import { op } from '../kit/op.ts';
import { RecordedEvent } from './footage.ts';
import { isSpan, span } from './footage-parts.ts';

const deviceId = z.object({ deviceId: DeviceId });
/** As many as a page of a list has. */
export const MOST_SELECTED = 200;
const eventIds = z.array(EventId).min(1).max(MOST_SELECTED);
/** Letters of a note. */
export const LONGEST_NOTE = 200;

/** What a camera keeps beyond its plan's days. */
export const KeptFootage = z
  .object({
    /** As many bytes as the plan in force lets it keep; 0 where none is in force. */
    quota: z.int(),
    used: z.int(),
    events: z.int(),
  })
  .meta({ id: 'KeptFootage' });
export type KeptFootage = z.output<typeof KeptFootage>;

/** What somebody finds again, and what is to be kept no longer. */
export const keeping = {
  markFavourites: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/favourites',
    summary: 'Make recordings favourites, or none any more; those that are not there are left out',
    caller: 'owner',
    params: deviceId,
    body: z.object({ eventIds, favourite: z.boolean() }),
    reply: z.object({ changed: z.int() }),
    mayRepeat: true,
  }),
  keepEvents: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/keep',
    summary:
      'Keep recordings beyond the days of their plan, all or none of them, or let them go with their days again; those that are not there are left out',
    caller: 'owner',
    params: deviceId,
    body: z.object({ eventIds, keep: z.boolean() }),
    /** `beyond`: so many have no days of their own any more, and stay until they are deleted. */
    reply: z.object({ changed: z.int(), beyond: z.int(), kept: KeptFootage }),
    mayRepeat: true,
  }),
  getKept: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/kept',
    summary: 'What of its quota a camera keeps beyond the days of its plan',
    caller: 'owner',
    params: deviceId,
    reply: KeptFootage,
  }),
  deleteEvents: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/delete',
    summary: 'Delete recordings for good; those that are not there are left out',
    caller: 'owner',
    params: deviceId,
    body: z.object({ eventIds }),
    reply: z.object({ deleted: z.int() }),
    mayRepeat: true,
  }),
  deleteFootage: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/footage/delete',
    summary: 'Delete everything that began between two moments, 32 days apart at most, for good',
    caller: 'owner',
    params: deviceId,
    body: z.object(span).refine(isSpan(days(32))),
    reply: z.object({ events: z.int() }),
  }),
  changeNote: op({
    method: 'PUT',
    path: '/api/v1/devices/:deviceId/events/:eventId/note',
    summary: 'Write something down about a recording, in place of what stands there; nothing takes it away',
    caller: 'owner',
    params: deviceId.extend({ eventId: EventId }),
    body: z.object({ note: z.string().trim().max(LONGEST_NOTE) }),
    reply: RecordedEvent,
  }),
};
