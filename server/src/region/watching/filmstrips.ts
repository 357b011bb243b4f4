import { EventId, type Filmstrip, isRefusal, type Refusal, refusal, seconds } from '@kaitong/contract';
import { MAX_CONTINUOUS_SEGMENT_BYTES } from '@kaitong/contract/checks';
import { type FilmPart, MOST_PICTURES } from '@kaitong/judge';
import { z } from 'zod';
import type { RegionContext } from '../context.ts';
import { makeBeside, readBeside } from '../footage/beside-event.ts';
import { FILMSTRIP, minuteOf, stripAt } from '../footage/filmstrip-minutes.ts';
import { endOf, listObjects, type Recording } from '../footage/find-recording.ts';
import { type EventMinute, MINUTE_CAME, tellMinute } from '../footage/footage-news.ts';
import { filmstripKey } from '../footage/object-keys.ts';
import { hasFootage, type OwnedDevice } from '../footage/owned-device.ts';
import { isStillComing } from './compose-playlist.ts';
import { FootageMissing, type FootageObjects, openFootageObjects } from './footage-objects.ts';
import { isInside, type TimedSegment } from './timed-segments.ts';

/** No two pictures are nearer to each other: cameras send a key frame every two to four seconds. */
const NEAREST = seconds(2);
/** Two of the largest segments; of cameras whose segments are larger than any that was seen, a strip has fewer pictures. */
const MOST_BYTES = 2 * MAX_CONTINUOUS_SEGMENT_BYTES;

/** What lies in the store: the index, a line feed, and the picture. */
const Index = z.object({ width: z.int(), height: z.int(), columns: z.int(), pictures: z.array(z.int()) });
const LINE_FEED = 10;

/** Makes small pictures of each minute of footage as it comes, in the judge's process: the bytes are a stranger's. */
export function makeFilmstrips(context: RegionContext): { stop(): Promise<void> } {
  // Nothing is read from the store of which nothing can be made.
  if (context.judge.level2() !== 'node-av') return { stop: async () => {} };
  return makeBeside<EventMinute>(context, {
    on: MINUTE_CAME,
    name: 'filmstrip',
    eventOf: (minute) => EventId.parse(minute.split('.')[0]),
    keyOf: (recording, minute) => keyOf(recording, numberOf(minute)),
    make: (recording, minute, signal) => makeFilmstrip(context, recording, numberOf(minute), signal),
  });
}

const numberOf = (minute: EventMinute): number => Number(minute.split('.')[1]);

async function makeFilmstrip(
  context: RegionContext,
  recording: Recording,
  minute: number,
  signal: AbortSignal,
): Promise<Uint8Array | 'none' | undefined> {
  const { judge } = context;
  const opened = await openFootageObjects(context, { device: { keyEndsAt: null }, recording });
  if (isRefusal(opened)) return undefined;
  const { begins, ends } = spanOf(recording, minute);
  // One that began before may lie over all of it.
  const segments = opened.segments.filter((one) => isInside(one, { from: new Date(begins), to: new Date(ends) }));
  if (segments.length === 0) return (await hasEnded(context, recording)) ? 'none' : undefined;
  if (!isPassed(recording, opened, minute) && !(await hasEnded(context, recording))) return undefined;
  const chosen = spread(segments);
  if (chosen.length === 0) return 'none';
  const container = recording.declaration.container === 'ts' ? 'ts' : 'mp4';
  const [first, last] = [segments[0], segments.at(-1)];
  const length = Math.min(ends, last?.endsAt.getTime() ?? 0) - Math.max(begins, first?.startsAt.getTime() ?? 0);
  const held = chosen.reduce((sum, { object }) => sum + object.bytes, 0);
  const made = await judge.holding(2 * held, async () => {
    const objects: FilmPart[] = [];
    for (const segment of chosen) {
      const parts = await readPlain(opened, segment);
      if (parts) objects.push({ parts, atMs: segment.startsAt.getTime() - begins });
    }
    const stepMs = Math.max(NEAREST, Math.floor(length / MOST_PICTURES)) - TOLERANCE;
    if (objects.length === 0) return undefined;
    return await judge.makeFilmstrip({ objects, container, stepMs, lengthMs: ends - begins }, { signal });
  });
  if (made?.is !== 'made') return made?.is === 'none' ? 'none' : undefined;
  const { webp, ...index } = made.filmstrip;
  return Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), webp]);
}

/** Key frames come about when they should. */
const TOLERANCE = 200;

/** Whether more has come after a minute, so that what is made of it is made once. */
function isPassed(recording: Recording, { segments }: FootageObjects, minute: number): boolean {
  if (segments.some(({ startsAt }) => stripAt(recording, startsAt) > minute)) return true;
  return recording.closed_at === null && minuteOf(recording.duration_ms) > minute;
}

/** Whether all of it has come that will. */
const hasEnded = async ({ db, clock }: RegionContext, recording: Recording): Promise<boolean> =>
  recording.completed_at !== null ||
  !isStillComing(recording, await listObjects(db, recording, [recording.id]), clock.now());

/** As many as there are pictures, evenly over all of them. */
function spread(segments: readonly TimedSegment[]): TimedSegment[] {
  const most = Math.min(segments.length, MOST_PICTURES);
  const chosen = Array.from({ length: most }, (_, at) => segments[Math.floor((at * segments.length) / most)]);
  let bytes = 0;
  return chosen.filter((segment): segment is TimedSegment => {
    bytes += segment?.object.bytes ?? 0;
    return segment !== undefined && bytes <= MOST_BYTES;
  });
}

/** Undefined where it is lost: the others are shown all the same. */
async function readPlain(opened: FootageObjects, segment: TimedSegment): Promise<Uint8Array[] | undefined> {
  try {
    const init = await opened.readInit(segment);
    const bytes = await opened.readOne(segment.object);
    return init ? [init, bytes] : [bytes];
  } catch (error) {
    if (error instanceof FootageMissing) return undefined;
    throw error;
  }
}

export type FoundFilmstrip = { filmstrip: Filmstrip | null; isComing: boolean };

/** The filmstrip of a moment, of recordings that hold it. One that was not made yet is made now. */
export async function findFilmstrip(
  context: RegionContext,
  device: Pick<OwnedDevice, 'keyEndsAt'>,
  recordings: readonly Recording[],
  at: Date,
): Promise<FoundFilmstrip | Refusal> {
  if (!hasFootage(device, context.clock.now())) return refusal('footage_gone');
  let isComing = false;
  for (const recording of recordings) {
    const minute = stripAt(recording, at);
    const found = await readBeside(context, recording, keyOf(recording, minute));
    if (found.is === 'made') return { filmstrip: shown(recording, minute, found.bytes), isComing: false };
    if (found.is === 'none') continue;
    isComing = true;
    tellMinute(context, `${recording.id}.${minute}`);
  }
  return { filmstrip: null, isComing };
}

function shown(recording: Recording, minute: number, bytes: Uint8Array): Filmstrip {
  const cut = bytes.indexOf(LINE_FEED);
  const index = Index.parse(JSON.parse(Buffer.from(bytes.subarray(0, cut)).toString('utf8')));
  const { begins, ends } = spanOf(recording, minute);
  return {
    eventId: recording.id,
    from: new Date(begins).toISOString(),
    to: new Date(Math.min(ends, Math.max(begins, endOf(recording).getTime()))).toISOString(),
    ...index,
    webp: Buffer.from(bytes.subarray(cut + 1)).toString('base64'),
  };
}

/** Of which time a strip is. */
function spanOf(recording: Recording, minute: number): { begins: number; ends: number } {
  const begins = recording.started_at.getTime() + minute * FILMSTRIP;
  return { begins, ends: recording.declaration.container === 'mp4' ? endOf(recording).getTime() : begins + FILMSTRIP };
}

const keyOf = ({ retention_class, day, device_id, id }: Recording, minute: number): string =>
  filmstripKey({ retentionClass: retention_class, day, deviceId: device_id, eventId: id }, minute);
