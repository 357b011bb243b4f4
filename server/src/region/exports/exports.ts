import { type footage, isRefusal, type OwnerId, type Refusal, type Reply } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { packTar, type TarFile, tarFile } from '../../tar/pack-tar.ts';
import type { RegionContext } from '../context.ts';
import { hasVideo, type Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { listHours } from '../footage/places.ts';
import { listRecordings } from '../library/list-recordings.ts';
import { showRecording } from '../library/show-recording.ts';
import { followSending } from '../watching/follow-sending.ts';
import { openMovieFile } from '../watching/movie-file.ts';
import { readObject } from '../watching/read-object.ts';
import { findSession, lifeOf, openSession } from '../watching/sessions.ts';
import { readAccountTables } from './account-tables.ts';
import { fillUp } from './fill-up.ts';

export type Export = { fileName: string; type: string; read(): AsyncIterable<Uint8Array> };

/** A short-lived address of everything of an account, as one tar file. */
export async function createExport(
  context: RegionContext,
  caller: OwnerCaller,
): Promise<Reply<typeof footage.createExport> | Refusal> {
  const { db, limits, publicUrl } = context;
  const tooMany = rateRefusal([await takeRate(db, `exports ${caller.ownerId}`, limits.exportsPerOwner)]);
  if (tooMany) return tooMany;
  const fileName = fileNameOf(context, context.clock.now());
  const file = { name: fileName, bytes: await footageBytes(context, caller.ownerId) };
  const made = await openSession(context, caller, { kind: 'export', of: 'everything', life: lifeOf('export'), file });
  if (isRefusal(made)) return made;
  const { session, token } = made;
  return { url: `${publicUrl}/file/${token}/${fileName}`, fileName, expiresAt: session.expires_at.toISOString() };
}

/** What stands behind such an address: made while it is sent, so that nothing of it is kept anywhere. */
export async function openExport(context: RegionContext, token: string): Promise<Export | Refusal> {
  const session = await findSession(context, token, ['export']);
  if (isRefusal(session)) return session;
  return {
    type: 'application/x-tar',
    fileName: session.file_name ?? fileNameOf(context, session.created_at),
    read: () =>
      followSending(context, session, {
        ...{ from: 0, goesOn: false, isEnd: true },
        parts: packTar(filesOf(context, session.owner_id)),
      }),
  };
}

const fileNameOf = ({ region }: RegionContext, at: Date): string =>
  `kaitong-${region}-${at.toISOString().slice(0, 10)}.tar`;

/** What was recorded is nearly all of it. */
async function footageBytes(context: RegionContext, ownerId: OwnerId): Promise<number> {
  let sum = 0;
  for (const device of await listAllDevices(context, ownerId)) {
    const hours = await listHours(context.db, device, {}, context.clock.now());
    sum += hours.reduce((all, { bytes }) => all + bytes, 0);
  }
  return sum;
}

/** Rows as JSON, recordings as MP4, snapshots as JPEG; lists of what has holes and what could not be read at the end. */
async function* filesOf(context: RegionContext, ownerId: OwnerId): AsyncGenerator<TarFile> {
  const at = context.clock.now();
  const unreadable: string[] = [];
  const incomplete: { file: string; missingMs: number }[] = [];
  for await (const { name, rows } of readAccountTables(context, ownerId)) yield json(`${name}.json`, rows, at);
  for (const device of await listAllDevices(context, ownerId)) {
    const folder = `devices/${device.deviceId}`;
    let page = 0;
    for await (const recordings of pagesOf(context, device)) {
      const shown = recordings.map((one) => ({
        ...showRecording(context, device, one),
        snapshotUrl: undefined,
        previewUrl: undefined,
      }));
      yield json(`${folder}/events-${String(++page).padStart(4, '0')}.json`, shown, at);
      for (const recording of recordings) {
        const name = `${folder}/${recording.id}`;
        const broke =
          (file: string) =>
          (err: unknown): undefined => {
            context.log.warn({ err, region: context.region, file }, 'export.unreadable');
            unreadable.push(file);
          };
        /** One that breaks for whatever reason is named, and costs its owner none of the others. */
        const tried = async <T>(file: string, opened: Promise<T | Refusal>): Promise<T | undefined> => {
          const found = await opened.catch(broke(file));
          if (found !== undefined && !isRefusal(found)) return found;
          if (found !== undefined) unreadable.push(file);
          return undefined;
        };
        const movie =
          hasVideo(recording) && (await tried(`${name}.mp4`, openMovieFile(context, { device, recording })));
        if (movie) {
          if (movie.missingMs > 0) incomplete.push({ file: `${name}.mp4`, missingMs: movie.missingMs });
          yield { name: `${name}.mp4`, at: recording.started_at, ...fillUp(movie, broke(`${name}.mp4`)) };
        }
        if (recording.snapshot_n === null) continue;
        const snapshot = await tried(`${name}.jpg`, readObject(context, { device, recording }, recording.snapshot_n));
        if (snapshot) yield tarFile(`${name}.jpg`, snapshot, recording.started_at);
      }
    }
  }
  if (incomplete.length > 0) yield json('incomplete.json', incomplete, at);
  if (unreadable.length > 0) yield json('not-readable.json', unreadable, at);
}

/** Removed ones too, as long as their footage is there: it is nobody else's. */
async function listAllDevices({ db }: RegionContext, ownerId: OwnerId): Promise<OwnedDevice[]> {
  const rows = await db
    .selectFrom('device')
    .leftJoin('subscription', 'subscription.device_id', 'device.device_id')
    .select(['device.device_id as deviceId', 'device.owner_id as ownerId', 'subscription.key_ends_at as keyEndsAt'])
    .where('device.owner_id', '=', ownerId)
    .orderBy('device.paired_at')
    .execute();
  return rows;
}

const PAGE = 200;

async function* pagesOf(context: RegionContext, device: OwnedDevice): AsyncGenerator<Recording[]> {
  let cursor: string | undefined;
  for (;;) {
    const rows = await listRecordings(context, device, { cursor, limit: PAGE });
    if (rows.length > 0) yield rows.slice(0, PAGE);
    const last = rows[PAGE - 1];
    if (rows.length <= PAGE || !last) return;
    cursor = `${last.started_at.getTime()}-${last.id}`;
  }
}

const json = (name: string, value: unknown, at: Date): TarFile =>
  tarFile(name, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), at);
