import type { BackupReport, EventId } from '@kaitong/contract';
import { nodePorts } from '@kaitong/judge';
import { inspectObject } from '@kaitong/media';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { keyOfObject, listObjects, type RecordedObject, type Recording } from '../footage/find-recording.ts';
import { openRecordedEventKey } from '../footage/footage-key.ts';
import { inPlace, type Place } from '../footage/places.ts';

type Sample = Omit<BackupReport['regions'][number], 'region'>;
type Problem = Sample['problems'][number]['problem'];

/** Devices and days that one look takes something of. */
const PLACES = 20;

/**
 * Plays recordings of an index that was restored elsewhere, with the objects and the keys that this region has: what
 * owners would find if the index were all that is left of the database. One segment of each; what was deleted since is
 * none of it.
 */
export async function playSample(context: RegionContext, restored: Kysely<RegionTables>): Promise<Sample> {
  const sample: Sample = { played: 0, problems: [] };
  for (const recording of await chooseSome(restored)) {
    if (!(await isKept(context, recording))) continue;
    const objects = await listObjects(restored, recording, [recording.id]);
    const committed = objects.filter(({ state }) => state === 'committed');
    const segment = committed.find(({ kind }) => kind === 'segment');
    if (!segment) continue;
    const init = committed.find(({ kind }) => kind === 'init');
    const problem = await play(context, recording, { segment, init });
    if (problem) sample.problems.push({ key: keyOfObject(recording, segment.n), problem });
    else sample.played += 1;
  }
  return sample;
}

type Chosen = Place & { deviceId: string };

async function chooseSome(db: Kysely<RegionTables>): Promise<Recording[]> {
  const { rows: places } = await sql<Chosen>`
    SELECT retention_class AS "retentionClass", day, device_id AS "deviceId" FROM footage_place
    ORDER BY random() LIMIT ${PLACES}`.execute(db);
  const found: Recording[] = [];
  for (const { deviceId, ...place } of places) {
    const { rows } = await sql<Recording>`
      SELECT * FROM recorded_event WHERE ${inPlace(place)} AND device_id = ${deviceId} AND deleted_at IS NULL
        AND objects > 0 ORDER BY random() LIMIT 1`.execute(db);
    found.push(...rows);
  }
  return found;
}

async function isKept({ db }: RegionContext, { retention_class, day, id }: Recording): Promise<boolean> {
  const { rows } = await sql<{ id: EventId }>`
    SELECT id FROM recorded_event WHERE retention_class = ${retention_class} AND day = ${day} AND id = ${id}
      AND deleted_at IS NULL`.execute(db);
  return rows.length > 0;
}

type Pieces = { segment: RecordedObject; init: RecordedObject | undefined };

async function play(
  context: RegionContext,
  recording: Recording,
  { segment, init }: Pieces,
): Promise<Problem | undefined> {
  const isPlain = recording.declaration.encryption === 'none';
  const key = isPlain ? undefined : await openRecordedEventKey(context, recording);
  if (!isPlain && !key) return 'no_key';
  const map = init && (await inspect(context, recording, init, { key }));
  if (typeof map === 'string') return map;
  const seen = await inspect(context, recording, segment, { key, init: map?.facts.init });
  if (typeof seen === 'string') return seen;
  return seen.findings.some(({ severity }) => severity === 'error') ? 'unreadable' : undefined;
}

type Opening = Pick<Parameters<typeof inspectObject>[0], 'key' | 'init'>;

/** Compares, decrypts and reads one object as a verification does. */
async function inspect(
  { objects }: RegionContext,
  recording: Recording,
  { n, kind, bytes: size, md5, sha256, iv, duration_ms: durationMs }: RecordedObject,
  opening: Opening,
): Promise<Problem | ReturnType<typeof inspectObject>> {
  const key = keyOfObject(recording, n);
  const state = await objects.check(key, { bytes: size, sha256 });
  if (state !== 'whole') return state;
  const bytes = await objects.read(key);
  if (!bytes) return 'missing';
  const object = { n, kind, bytes: size, durationMs, md5, sha256, iv };
  return inspectObject({ bytes, object, event: recording.declaration, ...opening }, nodePorts);
}
