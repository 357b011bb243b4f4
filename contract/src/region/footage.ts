import { z } from 'zod';
import { EventType } from '../activation/steps.ts';
import { Container, Encryption, VideoCodec } from '../checks/index.ts';
import { type Duration, days, hours } from '../durations.ts';
import { DeviceId, EventId, Instant } from '../ids.ts';
import { op, page, pageQuery } from '../kit/op.ts';
import { createdDownload, isSpan, SharePin, shareChange, shareFor, span } from './footage-parts.ts';

const deviceId = z.object({ deviceId: DeviceId });
const deviceEvent = deviceId.extend({ eventId: EventId });

/** A recording around something that happened, or one hour at most of a continuous one. */
export const RecordedEvent = z
  .object({
    eventId: EventId,
    deviceId: DeviceId,
    type: EventType,
    /** When the footage begins, pre-record included. */
    startedAt: Instant,
    /** When the thing happened. */
    happenedAt: Instant,
    /** Committed footage, so far. */
    durationMs: z.int(),
    /** `incomplete`: closed, and objects are missing that may still come. */
    state: z.enum(['open', 'incomplete', 'complete']),
    container: Container,
    codec: VideoCodec,
    width: z.int(),
    height: z.int(),
    encryption: Encryption,
    bytes: z.int(),
    unread: z.boolean(),
    favourite: z.boolean(),
    /**
     * Whether it is kept beyond its plan's days. `beyond`: its own days are over, or about to be: only who deletes it
     * gives back what it takes of the quota.
     */
    kept: z.enum(['no', 'yes', 'beyond']),
    /** What somebody wrote down about it; null where nothing stands. */
    note: z.string().nullable(),
    /** Plain JPEG, for the signed-in owner; null where there is none. */
    snapshotUrl: z.string().nullable(),
    /** The same as a small WebP, for lists; the snapshot itself where none was made. */
    previewUrl: z.string().nullable(),
    /** When it will be deleted, as things stand. */
    keptUntil: Instant,
  })
  .meta({ id: 'RecordedEvent' });
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** What there is between two moments, for drawing: neighbouring footage of one kind is one span. */
export const FootageSpan = z
  .object({ from: Instant, to: Instant, recording: z.enum(['event', 'continuous']), type: EventType, eventId: EventId })
  .meta({ id: 'FootageSpan' });

export const Playback = z
  .object({
    playbackId: z.string(),
    /** `file`: a recording that came as one MP4; its address plays as it is, by byte ranges. */
    kind: z.enum(['hls', 'file']),
    /** Any player plays it while the session lives. Every request prolongs the session. */
    playlistUrl: z.string(),
    /** When the footage that plays first began: a playlist tells the time by itself, a file does not. */
    startedAt: Instant,
    expiresAt: Instant,
    codec: VideoCodec,
    /** Converted to H.264 while it is played. */
    transcoded: z.boolean(),
    /** Where it is: how many parts of other recordings the server would convert before the first of this one. */
    conversionsBefore: z.int(),
  })
  .meta({ id: 'Playback' });

export const Share = z
  .object({
    id: z.string(),
    deviceId: DeviceId,
    /** The recording; null where it is what was recorded between two moments. */
    eventId: EventId.nullable(),
    cut: z.object({ from: Instant, to: Instant }).nullable(),
    /** What was shared; null where it is gone meanwhile. */
    shared: z
      .object({
        type: EventType,
        happenedAt: Instant,
        durationMs: z.int(),
        /** For the signed-in owner; null where there is none. */
        snapshotUrl: z.string().nullable(),
        previewUrl: z.string().nullable(),
      })
      .nullable(),
    /** Who of the household made it; null: the camera's owner. */
    madeBy: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant,
    /** For those who may change it, so that it can be told again. */
    pin: z.string().nullable().default(null),
    /** Too many wrong PINs: it opens nothing until it is resumed. */
    paused: z.boolean().default(false),
    /** How often it was opened, and when last. What a player asks for within five minutes counts once. */
    views: z.int().default(0),
    viewedAt: Instant.nullable().default(null),
    /** Whether a chat may show a small picture of it. */
    picture: z.boolean().default(true),
    /** Only in the answer that creates it: the token stands in it. With a PIN no player opens it: null. */
    playlistUrl: z.string().nullable(),
    pageUrl: z.string().nullable(),
  })
  .meta({ id: 'Share' });

/** Small pictures of key frames, of one minute of a recording at most, as one picture. */
export const Filmstrip = z
  .object({
    eventId: EventId,
    /** What of the recording it shows. */
    from: Instant,
    to: Instant,
    /** Of each of the pictures, which stand row by row. */
    width: z.int(),
    height: z.int(),
    columns: z.int(),
    /** When each was taken, in milliseconds after `from`. */
    pictures: z.array(z.int()),
    /** Base64. */
    webp: z.string(),
  })
  .meta({ id: 'Filmstrip' });
export type Filmstrip = z.output<typeof Filmstrip>;

/** `isComing`: there is none yet; asked again in a moment, there may be. */
const foundFilmstrip = z.object({ filmstrip: Filmstrip.nullable(), isComing: z.boolean() });

/** What whoever holds a share's address may know of it. */
export const SharedFootage = z
  .object({
    kind: z.enum(['hls', 'file']),
    playlistUrl: z.string(),
    expiresAt: Instant,
    type: EventType,
    /** The range that was shared; null where it is one recording. */
    cut: z.object({ from: Instant, to: Instant }).nullable(),
    startedAt: Instant,
    /** When the thing happened, as its owner's list tells it. */
    happenedAt: Instant,
    durationMs: z.int(),
    codec: VideoCodec,
    /** Of a visit that asked for `h264`, where the footage is not: as in `Playback`. */
    transcoded: z.boolean(),
    conversionsBefore: z.int(),
  })
  .meta({ id: 'SharedFootage' });

const spanOf = (longest: Duration) => z.object(span).refine(isSpan(longest));
/** A viewer's day has 25 hours where the clock is put back. */
const LONGEST_PLAYBACK = hours(25);

/** `h264`: convert what the player cannot show. */
const playedCodec = z.enum(['as-recorded', 'h264']).default('as-recorded');

/** What of it is shown: events of one type, not watched yet, favourites, or what is kept. */
const narrowed = {
  type: EventType.optional(),
  unread: z.stringbool().optional(),
  favourite: z.stringbool().optional(),
  kept: z.stringbool().optional(),
};

/** What an owner watches, keeps and deletes: the app's API, third chapter. */
export const footage = {
  getCalendar: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/calendar',
    summary: 'Footage by hour (UTC), 32 days at most: the viewer’s days are made of them, whatever its time zone',
    caller: 'owner',
    params: deviceId,
    query: spanOf(days(32)),
    reply: z.object({
      hours: z.array(
        z.object({ at: Instant, events: z.int(), unread: z.int(), continuous: z.boolean(), bytes: z.int() }),
      ),
    }),
  }),
  getTimeline: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/timeline',
    summary: 'What there is between two moments, two days apart at most',
    caller: 'owner',
    params: deviceId,
    query: z.object({ ...span, ...narrowed }).refine(isSpan(days(2))),
    reply: z.object({ spans: z.array(FootageSpan) }),
  }),
  getFilmstrip: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/filmstrip',
    summary: 'Small pictures around a moment, to be shown while somebody looks for it on a timeline',
    caller: 'owner',
    params: deviceId,
    query: z.object({ at: Instant }),
    reply: foundFilmstrip,
  }),
  listEvents: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/events',
    summary: 'Recorded events, newest first',
    caller: 'owner',
    params: deviceId,
    query: z.object({ ...pageQuery, from: Instant.optional(), to: Instant.optional(), ...narrowed }),
    reply: page(RecordedEvent),
  }),
  listNewestEvents: op({
    method: 'GET',
    path: '/api/v1/footage/newest',
    summary: 'Recorded events of all cameras, or of one, newest first',
    caller: 'owner',
    query: z.object({
      ...{ ...pageQuery, deviceId: DeviceId.optional(), ...narrowed },
      from: Instant.optional(),
      to: Instant.optional(),
    }),
    reply: page(RecordedEvent),
  }),
  listLastPictures: op({
    method: 'GET',
    path: '/api/v1/footage/pictures',
    summary: 'Of each camera that has any, the newest event with a picture',
    caller: 'owner',
    reply: z.object({ items: z.array(RecordedEvent) }),
  }),
  getEvent: op({
    method: 'GET',
    path: '/api/v1/devices/:deviceId/events/:eventId',
    summary: 'One recorded event',
    caller: 'owner',
    params: deviceEvent,
    reply: RecordedEvent,
  }),
  markEventsRead: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/read',
    summary: 'Mark events as seen: these, or all that happened until then',
    caller: 'owner',
    params: deviceId,
    body: z.union([z.object({ eventIds: z.array(EventId).min(1).max(200) }), z.object({ until: Instant })]),
    reply: z.object({}),
  }),
  deleteEvent: op({
    method: 'DELETE',
    path: '/api/v1/devices/:deviceId/events/:eventId',
    summary: 'Delete one event for good',
    caller: 'owner',
    params: deviceEvent,
    reply: z.object({}),
  }),

  createPlayback: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/playbacks',
    summary:
      'A playback session of one event, or of everything between two moments, 25 hours apart at most; a recording that came as one MP4 plays alone, where it is the first',
    caller: 'owner',
    params: deviceId,
    body: z.object({
      of: z.union([z.object({ eventId: EventId }), spanOf(LONGEST_PLAYBACK)]),
      codec: playedCodec,
    }),
    reply: Playback,
    status: 201,
  }),
  endPlayback: op({
    method: 'DELETE',
    path: '/api/v1/playbacks/:playbackId',
    summary: 'End a playback session: its next request is refused',
    caller: 'owner',
    params: z.object({ playbackId: z.string().max(40) }),
    reply: z.object({}),
  }),
  createDownload: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/:eventId/downloads',
    summary: 'A short-lived address of the event as one MP4 file',
    caller: 'owner',
    params: deviceEvent,
    reply: createdDownload,
    status: 201,
  }),
  createShare: op({
    method: 'POST',
    path: '/api/v1/devices/:deviceId/events/:eventId/shares',
    summary: 'A link that plays one event for whoever has it',
    caller: 'owner',
    params: deviceEvent,
    body: z.object(shareFor),
    reply: Share,
    status: 201,
  }),
  listShares: op({
    method: 'GET',
    path: '/api/v1/shares',
    summary: 'Links in force, newest first',
    caller: 'owner',
    query: z.object(pageQuery),
    reply: page(Share),
  }),
  revokeShare: op({
    method: 'DELETE',
    path: '/api/v1/shares/:id',
    summary: 'Revoke a link: its next request is refused',
    caller: 'owner',
    params: z.object({ id: z.string().max(40) }),
    reply: z.object({}),
  }),
  changeShare: op({
    method: 'PATCH',
    path: '/api/v1/shares/:id',
    summary: 'Prolong a link, give it another PIN or none, or let a paused one open again',
    caller: 'owner',
    params: z.object({ id: z.string().max(40) }),
    body: shareChange,
    reply: Share,
  }),
  visitShare: op({
    method: 'POST',
    path: '/play/:token/visits',
    summary: 'Opens what stands behind a link, by its PIN where it has one, for one viewer; a visit is counted',
    caller: 'public',
    params: z.object({ token: z.string().max(100) }),
    body: z.object({ pin: SharePin.optional(), codec: playedCodec }),
    reply: SharedFootage.extend({
      /** Stands for the link's in everything that is asked for during the visit. */
      token: z.string(),
    }),
    status: 201,
  }),
  getSharedFootage: op({
    method: 'GET',
    path: '/play/:token',
    summary: 'What stands behind a link, for the page that plays it; the token is the permission',
    caller: 'public',
    params: z.object({ token: z.string().max(100) }),
    query: z.object({ codec: playedCodec }),
    reply: SharedFootage,
  }),
  getSharedFilmstrip: op({
    method: 'GET',
    path: '/play/:token/filmstrip',
    summary: 'The same of what stands behind a link; the token is the permission',
    caller: 'public',
    params: z.object({ token: z.string().max(100) }),
    query: z.object({ at: Instant }),
    reply: foundFilmstrip,
  }),
};
