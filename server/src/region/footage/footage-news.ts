import { type DeviceId, type EventId, milliseconds, type OwnerId, seconds } from '@kaitong/contract';
import type { News } from '../../store/awaited-news.ts';
import { note } from '../../store/unit-of-work.ts';
import type { RegionContext } from '../context.ts';
import { newsOfOwner } from '../news/tell-owner.ts';

/** What playlists of events that are still recorded listen to; the payload is the event's id. */
export const FOOTAGE_GREW = 'footage';

/** What is awaited of an event that is still recorded. */
export const footageName = (eventId: EventId): string => `${FOOTAGE_GREW} ${eventId}`;

/** What makes previews listens to; the payload is the event's id. */
export const SNAPSHOT_CAME = 'footage.snapshot';

/** What makes filmstrips listens to; the payload is the event's id and which minute of it. */
export const MINUTE_CAME = 'footage.minute';
export type EventMinute = `${EventId}.${number}`;

/** A page that lists events need not read them again for every segment. */
const OWNER_EVERY = seconds(1);
/** Who has told something just now gathers what follows: two hundred cameras cost no more commits with news than one. */
const TOLD_EVERY = milliseconds(50);

type Place = Pick<RegionContext, 'db' | 'log' | 'region'>;
type Grown = { id: EventId; owner_id: OwnerId; device_id: DeviceId };

type Telling = {
  /** Events of which the owner was told within the last second, and whether there has been more since. */
  owners: Map<EventId, boolean>;
  /** What waits for the next turn; undefined: it is told at once. */
  waiting: Map<string, News['names']> | undefined;
};
/** Whose database is being closed. */
const ended = new WeakSet<RegionContext['db']>();
const tellings = new WeakMap<RegionContext['db'], Telling>();

/**
 * Tells players and the owner's pages that an event grew or ended. One without objects is not listed, so its opening is no
 * news, and would hold up that of its first object. Not within the transaction that changed it:
 * PostgreSQL lets commits with notifications pass one at a time, each with its wait for the disk. A process that is killed
 * in between tells nothing, so whoever listens also looks by itself from time to time. Footage that nobody watches is told to nobody.
 */
export function tellFootage(place: Place, event: Grown): void {
  const telling = tellingOf(place);
  const name = footageName(event.id);
  tell(place, telling, [[name, [name]], ...changeForOwner(place, telling, event)]);
}

/** Lets a preview be made of an event's snapshot. Told to nobody, it is told again when somebody looks at it. */
export const tellSnapshot = (place: Place, eventId: EventId): void =>
  tell(place, tellingOf(place), [[`${SNAPSHOT_CAME} ${eventId}`, [SNAPSHOT_CAME]]]);

/** Lets a filmstrip be made of a minute of an event. Told to nobody, it is told again when somebody looks for it. */
export const tellMinute = (place: Place, minute: EventMinute): void =>
  tell(place, tellingOf(place), [[`${MINUTE_CAME} ${minute}`, [MINUTE_CAME]]]);

function tellingOf({ db }: Place): Telling {
  const telling = tellings.get(db) ?? { owners: new Map(), waiting: undefined };
  tellings.set(db, telling);
  return telling;
}

/** Before the database is closed: what is gathered then is told no more, as when a process is killed. */
export function endFootageNews({ db }: Pick<Place, 'db'>): void {
  ended.add(db);
}

/** Nothing where the owner was told just now: then it is told of all that came meanwhile. */
function changeForOwner(place: Place, telling: Telling, event: Grown): [string, News['names']][] {
  const { owners } = telling;
  if (owners.has(event.id)) {
    owners.set(event.id, true);
    return [];
  }
  owners.set(event.id, false);
  setTimeout(() => {
    const more = owners.get(event.id);
    owners.delete(event.id);
    if (more) tell(place, telling, changeForOwner(place, telling, event));
  }, OWNER_EVERY).unref();
  const changed = newsOfOwner(event.owner_id, { type: 'footage.changed', deviceId: event.device_id });
  return [[changed.news, changed.names]];
}

function tell(place: Place, telling: Telling, news: Iterable<readonly [string, News['names']]>): void {
  if (ended.has(place.db)) return;
  if (telling.waiting) {
    for (const [one, names] of news) telling.waiting.set(one, names);
    return;
  }
  telling.waiting = new Map();
  note(place.db, ({ awaited }) => {
    for (const [one, names] of news) awaited.set(one, names);
  }).catch((err: unknown) => place.log.warn({ err, region: place.region }, 'footage.news_lost'));
  setTimeout(() => {
    const next = telling.waiting;
    telling.waiting = undefined;
    if (next && next.size > 0) tell(place, telling, next);
  }, TOLD_EVERY).unref();
}
