import { EventId } from '@kaitong/contract';
import { firstKeptDay } from '@kaitong/core';
import { sql } from 'kysely';
import type { ListedObject } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';
import { footageKey } from '../footage/object-keys.ts';
import { type Unit, unitPrefix } from './units.ts';

/** By event. */
export type Differences = {
  /** Looked at, in the index or in the store. */
  objects: number;
  /** Numbers of committed objects that are not stored as the index says. */
  missing: Map<EventId, number[]>;
  /** Stored before `before`, and no committed object of the index. */
  strays: Map<EventId, ListedObject[]>;
};

/**
 * What index and store say differently of a unit. Only a first look: devices go on meanwhile, so whoever repairs asks
 * again with the event locked. The index is read first, since what it names then is stored already.
 */
export async function compareUnit(
  { db, objects, clock }: RegionContext,
  unit: Unit,
  { before }: { before: Date },
): Promise<Differences> {
  const indexed = await listCommitted(db, unit);
  const strays = new Map<EventId, ListedObject[]>();
  let looked = indexed.size;
  for await (const object of objects.list(unitPrefix(unit))) {
    const known = indexed.get(object.key);
    if (known?.bytes === object.bytes) indexed.delete(object.key);
    if (known) continue;
    looked += 1;
    const eventId = eventIn(unit, object.key);
    if (eventId && object.storedAt < before) push(strays, eventId, object);
  }
  const missing = new Map<EventId, number[]>();
  // Of a day that is past its time nothing is lost: a rule of the store may have been faster than we are with its rows.
  if (unit.day < firstKeptDay(unit.retentionClass, clock.now().getTime())) return { objects: looked, missing, strays };
  for (const { eventId, n } of indexed.values()) push(missing, eventId, n);
  return { objects: looked, missing, strays };
}

type Committed = { eventId: EventId; n: number; bytes: number };

async function listCommitted(db: RegionContext['db'], unit: Unit): Promise<Map<string, Committed>> {
  const { rows } = await sql<Committed>`
    SELECT object.event_id AS "eventId", object.n, object.bytes
    FROM recorded_event AS event
    JOIN recorded_object AS object ON object.retention_class = event.retention_class AND object.day = event.day
      AND object.event_id = event.id
    WHERE event.retention_class = ${unit.retentionClass} AND event.day = ${unit.day}
      AND object.retention_class = ${unit.retentionClass} AND object.day = ${unit.day}
      AND event.device_id = ${unit.deviceId} AND event.deleted_at IS NULL AND object.state = 'committed'`.execute(db);
  return new Map(rows.map((row) => [footageKey({ ...unit, eventId: row.eventId }, row.n), row]));
}

/** The event in whose folder an object lies; undefined for a name that is none of ours, which is left alone. */
function eventIn(unit: Unit, key: string): EventId | undefined {
  const [name, n, ...more] = key.slice(unitPrefix(unit).length).split('/');
  const eventId = EventId.safeParse(name);
  const isOurs =
    eventId.success && more.length === 0 && footageKey({ ...unit, eventId: eventId.data }, Number(n)) === key;
  return isOurs ? eventId.data : undefined;
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
