import type { EventId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import type { RecordedObject, Recording } from '../footage/find-recording.ts';
import { footageKey } from '../footage/object-keys.ts';
import { reopenObjects } from '../footage/reopen-objects.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { type Fault, type Look, noteFaults } from './look.ts';
import type { Unit } from './units.ts';

type Lost = { object: RecordedObject; fault: Fault };

/**
 * Makes objects of an event that are lost what they are: declared and not there. Players then show a gap in their place,
 * the hours count what is left, and a camera that still holds them may send them again.
 */
export async function openGaps(
  context: RegionContext,
  look: Look,
  { unit, eventId, numbers }: { unit: Unit; eventId: EventId; numbers: readonly number[] },
): Promise<Fault[]> {
  return await context.db.transaction().execute(async (trx) => {
    const place = sql`retention_class = ${unit.retentionClass} AND day = ${unit.day}`;
    const { rows } = await sql<Recording>`
      SELECT * FROM recorded_event WHERE ${place} AND id = ${eventId} AND deleted_at IS NULL FOR UPDATE`.execute(trx);
    const [event] = rows;
    if (!event) return [];
    const { rows: named } = await sql<RecordedObject>`
      SELECT * FROM recorded_object WHERE ${place} AND event_id = ${eventId} AND n = ANY(${numbers})
        AND state = 'committed'`.execute(trx);
    const lost = await findLost(context, unit, named);
    if (lost.length === 0) return [];
    await reopenObjects(
      trx,
      event,
      lost.map(({ object }) => object),
    );
    const faults = lost.map(({ fault }) => fault);
    await noteFaults(trx, look, faults, { repaired: true });
    await tellOwner(trx, event.owner_id, { type: 'footage.changed', deviceId: unit.deviceId });
    return faults;
  });
}

/** Asked once more, now that no device can change the event. What has a wrong size would stand in the way of a new try. */
async function findLost({ objects }: RegionContext, unit: Unit, named: readonly RecordedObject[]): Promise<Lost[]> {
  const lost: Lost[] = [];
  for (const object of named) {
    const key = footageKey({ ...unit, eventId: object.event_id }, object.n);
    const stored = await objects.findInfo(key);
    if (stored?.bytes === object.bytes) continue;
    if (stored) await objects.remove(key);
    lost.push({ object, fault: { fault: stored ? 'wrong_size' : 'missing', key } });
  }
  return lost;
}
