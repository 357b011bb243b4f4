import { type DeviceId, type EventId, type OwnerId, seconds } from '@kaitong/contract';
import { notify } from '../../store/notifications.ts';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** What playlists of events that are still recorded listen to; the payload is the event's id. */
export const FOOTAGE_GREW = 'footage';

/** A page that lists events need not read them again for every segment. */
const OWNER_EVERY = seconds(1);

type Place = Pick<RegionContext, 'db' | 'log' | 'region'>;
type Grown = { id: EventId; owner_id: OwnerId; device_id: DeviceId };

/** Events of which the owner was told within the last second, and whether there has been more since. */
const told = new WeakMap<RegionContext['db'], Map<EventId, boolean>>();

/**
 * Tells players and the owner's pages that an event grew or ended. One without objects is not listed, so its opening is no
 * news, and would hold up that of its first object. Not within the transaction that changed it:
 * PostgreSQL lets commits with notifications pass one at a time, each with its wait for the disk. A process that is killed
 * in between tells nothing, so whoever listens also looks by itself from time to time.
 */
export function tellFootage(place: Place, event: Grown): void {
  send(place, notify(place.db, FOOTAGE_GREW, event.id));
  tellOwnerAtMost(place, event);
}

function tellOwnerAtMost(place: Place, event: Grown): void {
  const events = told.get(place.db) ?? new Map<EventId, boolean>();
  told.set(place.db, events);
  if (events.has(event.id)) return void events.set(event.id, true);
  events.set(event.id, false);
  send(place, tellOwner(place.db, event.owner_id, { type: 'footage.changed', deviceId: event.device_id }));
  setTimeout(() => {
    const more = events.get(event.id);
    events.delete(event.id);
    if (more) tellOwnerAtMost(place, event);
  }, OWNER_EVERY).unref();
}

function send({ log, region }: Place, sent: Promise<void>): void {
  sent.catch((err: unknown) => log.warn({ err, region }, 'footage.news_lost'));
}
