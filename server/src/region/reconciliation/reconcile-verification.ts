import { days, EventId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ListedObject } from '../../objects/object-store.ts';
import type { RegionContext } from '../context.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { objectPrefix, VERIFICATION } from '../verification/object-keys.ts';
import { type Look, noteFaults, noteProgress } from './look.ts';

const AT_ONCE = 100;
/** No verification's footage is kept for so long, on whatever platform: these came back with a copy of the disk. */
const NOBODYS = days(2);

/**
 * Removes what is left of verification footage whose run has ended with it. What is missing of it is the judge's to say,
 * within minutes, and after a day none of it is there. Some folders at a time.
 *
 * @returns the look as it is after them
 */
export async function* reconcileVerification(context: RegionContext, look: Look, born: Date): AsyncGenerator<Look> {
  const { db, objects, clock, log, region } = context;
  const before = new Date(clock.now().getTime() - LAST_BYTES);
  const nobodys = clock.now().getTime() - NOBODYS;
  const names = (await objects.listFolders(VERIFICATION)).map((name) => EventId.safeParse(name).data);
  // A folder with another name is none of ours and is left alone.
  const due = names.filter((id) => id !== undefined).filter((id) => objectPrefix(id) > look.after_prefix);
  for (let at = 0; at < due.length; at += AT_ONCE) {
    const some = due.slice(at, at + AT_ONCE);
    const kept = await findKept(context, some);
    for (const eventId of some) {
      const stored = kept.has(eventId) ? [] : await listAll(objects.list(objectPrefix(eventId)));
      const isLate = stored.some(({ storedAt }) => storedAt >= before);
      if (stored.length > 0 && !isLate) {
        const faults = stored.map(({ key }) => ({ fault: 'orphaned', key }) as const);
        const isOurs = stored.every(({ storedAt }) => storedAt >= born || storedAt.getTime() < nobodys);
        if (isOurs) await objects.removePrefix(objectPrefix(eventId));
        await noteFaults(db, look, faults, { repaired: isOurs });
        for (const fault of faults) log.warn({ region, ...fault }, 'footage.fault');
      }
      yield await noteProgress(db, look, objectPrefix(eventId), stored.length);
    }
  }
}

/** Those whose footage is there, or was deleted so lately that it is removed a second time yet. */
async function findKept({ db }: RegionContext, eventIds: readonly EventId[]): Promise<Set<EventId>> {
  const { rows } = await sql<{ id: EventId }>`
    SELECT id FROM event WHERE id = ANY(${eventIds})
      AND (footage_deleted_at IS NULL OR footage_deleted_at > kaitong_now() - ${LAST_BYTES * 2} * interval '1 ms')`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}

async function listAll(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const one of objects) all.push(one);
  return all;
}
