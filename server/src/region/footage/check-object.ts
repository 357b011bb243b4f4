import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { addFaults } from './add-faults.ts';
import { keyOfObject, type RecordedObject, type Recording } from './find-recording.ts';
import { reopenObjects } from './reopen-objects.ts';

/** As many examples as a look of the reconciler keeps. */
const MOST_EXAMPLES = 100;

/**
 * Whether an object is in the store as it was stored; to be asked before its first byte is shown to anybody. A damaged one
 * is a gap from then on: players, hours, the owner and the operator are told, and a camera that still holds it may send it
 * again. A missing one is left to the reconciler, which tells a lost object from a lost disk.
 */
export async function isWhole(context: RegionContext, recording: Recording, object: RecordedObject): Promise<boolean> {
  const found = await context.objects.check(keyOfObject(recording, object.n), object);
  if (found === 'damaged') await openGap(context, recording, object).catch((error) => tellLostDisk(context, error));
  return found === 'whole';
}

/** The bytes of an object that is whole. What a disk cannot read that was looked at before is looked at once more. */
export async function readWhole(
  context: RegionContext,
  recording: Recording,
  object: RecordedObject,
): Promise<Uint8Array | undefined> {
  if (!(await isWhole(context, recording, object))) return undefined;
  try {
    return await context.objects.read(keyOfObject(recording, object.n));
  } catch (error) {
    if (await isWhole(context, recording, object)) throw error;
    return undefined;
  }
}

/** Of what cannot even be taken away not the object is lost but the disk, which is no gap: it may come back. */
function tellLostDisk({ log, region }: RegionContext, err: unknown): void {
  if (!(err instanceof Error && 'syscall' in err)) throw err;
  log.error({ err, region }, 'footage.disk_fails');
}

async function openGap(context: RegionContext, recording: Recording, object: RecordedObject): Promise<void> {
  const { db, objects, log, region } = context;
  const key = keyOfObject(recording, object.n);
  const place = sql`retention_class = ${recording.retention_class} AND day = ${recording.day}`;
  const opened = await db.transaction().execute(async (trx) => {
    const { rows } = await sql<Recording>`
      SELECT * FROM recorded_event WHERE ${place} AND id = ${recording.id} AND deleted_at IS NULL FOR UPDATE`.execute(
      trx,
    );
    const { rows: committed } = await sql<RecordedObject>`
      SELECT * FROM recorded_object WHERE ${place} AND event_id = ${recording.id} AND n = ${object.n}
        AND state = 'committed'`.execute(trx);
    // Asked once more, now that no device can change it.
    const [event, one] = [rows[0], committed[0]];
    if (!event || !one || (await objects.check(key, one, true)) !== 'damaged') return false;
    await objects.remove(key);
    await reopenObjects(trx, event, [one]);
    const { rows: looks } = await sql<{ id: number | null }>`SELECT max(id) AS id FROM reconciliation`.execute(trx);
    if (looks[0]?.id) await addFaults(trx, looks[0].id, [{ fault: 'damaged', key }], MOST_EXAMPLES);
    await tellOwner(trx, event.owner_id, { type: 'footage.changed', deviceId: event.device_id });
    return true;
  });
  if (opened) log.error({ region, fault: 'damaged', key }, 'footage.fault');
}
