import { hours, isRefusal, type Refusal } from '@kaitong/contract';
import { CallLine } from '../../call-line.ts';
import { type TarFile, tarFile } from '../../tar/pack-tar.ts';
import type { RegionContext } from '../context.ts';
import { hasVideo, keptUntil, type Recording } from '../footage/find-recording.ts';
import { cursorOf } from '../library/event-cursor.ts';
import { listRecordings } from '../library/list-recordings.ts';
import { type ShownRecording, showRecording } from '../library/show-recording.ts';
import { openMovieFile } from '../watching/movie-file.ts';
import { readObject } from '../watching/read-object.ts';
import type { Session } from '../watching/sessions.ts';
import { readAccountTables } from './account-tables.ts';
import { type ExportedCamera, isWhole, listCameras, listSelected } from './exported-cameras.ts';
import { missingSeconds } from './file-names.ts';
import { fillUp } from './fill-up.ts';
import { FolderNames, safeName } from './safe-name.ts';
import { type WallClock, wallClock } from './wall-clock.ts';
import { type ExportWords, exportWords } from './words.ts';

/** Beside the folders of cameras. */
const ACCOUNT = 'account';
const INCOMPLETE = 'incomplete.json';
const NOT_READABLE = 'not-readable.json';

/** Recordings are taken apart one by one, of all exports of this process: downloads, which somebody looks at, have lines of their own. */
const making = new CallLine({ most: 2, longest: hours(24) });

/** What one export is made with, and what it could not read. */
type Made = {
  context: RegionContext;
  session: Session;
  clock: WallClock;
  words: ExportWords;
  signal: AbortSignal;
  incomplete: { file: string; missingMs: number }[];
  unreadable: string[];
};

/**
 * Recordings as MP4 and snapshots as JPEG, in a folder for each camera and in it for each day, with lists of them as JSON; an
 * account’s other data, where all of it is asked for; lists of what has holes and what could not be read at the end.
 *
 * @throws the reason of `signal` where nobody waits for it any more
 */
export async function* filesOf(context: RegionContext, session: Session, signal: AbortSignal): AsyncGenerator<TarFile> {
  const { time_zone: timeZone, language, owner_id: ownerId } = session;
  const at = context.clock.now();
  const made: Made = {
    ...{ context, session, signal, incomplete: [], unreadable: [] },
    clock: timeZone === null ? inUtc() : wallClock(timeZone),
    words: exportWords[language ?? 'en'],
  };
  if (isWhole(session))
    for await (const { name, rows } of readAccountTables(context, ownerId))
      yield json(`${ACCOUNT}/${name}.json`, rows, at);
  const folders = new FolderNames([ACCOUNT, INCOMPLETE, NOT_READABLE]);
  for (const camera of await listCameras(context, session)) yield* filesOfCamera(made, camera, folders);
  if (made.incomplete.length > 0) yield json(INCOMPLETE, made.incomplete, at);
  if (made.unreadable.length > 0) yield json(NOT_READABLE, made.unreadable, at);
}

async function* filesOfCamera(made: Made, camera: ExportedCamera, folders: FolderNames): AsyncGenerator<TarFile> {
  const { context, words } = made;
  const days = new DayFolders();
  let [page, folder] = [0, ''];
  for await (const recordings of pagesOf(made, camera)) {
    folder ||= folders.take(safeName(camera.name ?? '', words.camera));
    const listed: (ListedRecording & { files: string[] })[] = [];
    for (const recording of recordings) {
      const files: string[] = [];
      for await (const file of filesOfRecording(made, {
        camera,
        recording,
        stem: `${folder}/${days.take(made, recording)}`,
      })) {
        files.push(file.name);
        yield file;
      }
      listed.push({ ...listedOf(context, camera, recording), files });
    }
    yield json(`${folder}/recordings-${String(++page).padStart(4, '0')}.json`, listed, context.clock.now());
  }
}

type ListedRecording = Omit<ShownRecording, 'snapshotUrl' | 'previewUrl'>;

function listedOf(context: RegionContext, camera: ExportedCamera, recording: Recording): ListedRecording {
  const { snapshotUrl: _, previewUrl: __, ...listed } = showRecording(context, camera, recording);
  return listed;
}

type Placed = {
  camera: ExportedCamera;
  recording: Recording /** Folders and name, without what tells the file’s kind. */;
  stem: string;
};

/** One that breaks for whatever reason is named, and costs its owner none of the others. */
async function* filesOfRecording(made: Made, { camera: device, recording, stem }: Placed): AsyncGenerator<TarFile> {
  const { context, signal, words } = made;
  const broke = (file: string) => (err: unknown) => {
    context.log.warn({ err, region: context.region, file }, 'export.unreadable');
    made.unreadable.push(file);
  };
  const tried = async <T>(file: string, open: () => Promise<T | Refusal>): Promise<T | undefined> => {
    try {
      const found = await making.run(open, { signal });
      if (!isRefusal(found)) return found;
      made.unreadable.push(file);
    } catch (error) {
      signal.throwIfAborted();
      broke(file)(error);
    }
    return undefined;
  };
  const movie =
    hasVideo(recording) && (await tried(`${stem}.mp4`, () => openMovieFile(context, { device, recording }, signal)));
  if (movie) {
    const { missingMs } = movie;
    const name = missingMs > 0 ? `${stem} (${words.missing(missingSeconds(missingMs))}).mp4` : `${stem}.mp4`;
    if (missingMs > 0) made.incomplete.push({ file: name, missingMs });
    yield { name, at: recording.started_at, ...fillUp(movie, broke(name)) };
  }
  const { snapshot_n: snapshotN } = recording;
  if (snapshotN === null) return;
  const snapshot = await tried(`${stem}.jpg`, () => readObject(context, { device, recording }, snapshotN));
  if (snapshot) yield tarFile(`${stem}.jpg`, snapshot, recording.started_at);
}

/** A camera's folders of days. Recordings come newest first by their beginning, which may lie on the day before. */
class DayFolders {
  private days: { day: string; names: FolderNames }[] = [];

  /** `2026-12-01/08-03-12 Motion`, at the time at which lists of the app show it. */
  take({ clock, words }: Made, { happened_at, type }: Recording): string {
    const { day, time, twice } = clock(happened_at);
    const kind = words.types[type as keyof typeof words.types] ?? type;
    const folder = this.days.find((one) => one.day === day) ?? { day, names: new FolderNames() };
    // Where nothing is added any more nothing needs to be known.
    this.days = [folder, ...this.days.filter((one) => one !== folder)].slice(0, 3);
    return `${day}/${folder.names.take([time, twice, safeName(kind, 'event')].filter(Boolean).join(' '))}`;
  }
}

/** Who did not say where they live sees that it is UTC. */
function inUtc(): WallClock {
  const clock = wallClock('UTC');
  return (at) => {
    const told = clock(at);
    return { ...told, day: `${told.day} UTC` };
  };
}

const PAGE = 200;

async function* pagesOf({ context, session, signal }: Made, camera: ExportedCamera): AsyncGenerator<Recording[]> {
  const { owner_id: ownerId, event_ids: eventIds } = session;
  if (eventIds) {
    // As many as a body can name: looked for anew, since some may be deleted meanwhile.
    const selected = await listSelected(context, ownerId, eventIds);
    const now = context.clock.now();
    const own = selected.filter((one) => one.device_id === camera.deviceId && keptUntil(one, camera) > now);
    if (own.length > 0) yield own;
    return;
  }
  const span = { from: session.span_from?.toISOString(), to: session.span_to?.toISOString() };
  let cursor: string | undefined;
  for (;;) {
    signal.throwIfAborted();
    const rows = await listRecordings(context, camera, { ...span, cursor, limit: PAGE });
    if (rows.length > 0) yield rows.slice(0, PAGE);
    const last = rows[PAGE - 1];
    if (rows.length <= PAGE || !last) return;
    cursor = cursorOf(last);
  }
}

const json = (name: string, value: unknown, at: Date): TarFile =>
  tarFile(name, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), at);
