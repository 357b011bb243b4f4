import {
  type cuts,
  type DeviceId,
  type downloads,
  EventId,
  type exporting,
  type footage,
  isRefusal,
  type keeping,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../../region/context.ts';
import { createCutDownload, createDownload } from '../../region/exports/downloads.ts';
import { createExport, getExportSize } from '../../region/exports/exports.ts';
import { endDownload, listDownloads } from '../../region/exports/list-downloads.ts';
import { standIn } from '../../region/household/gate.ts';
import { deleteEvent, deleteEvents, deleteFootage } from '../../region/library/delete-recordings.ts';
import { changeNote, markFavourites } from '../../region/library/find-again.ts';
import { getCalendar } from '../../region/library/get-calendar.ts';
import { getFilmstrip } from '../../region/library/get-filmstrip.ts';
import { getTimeline } from '../../region/library/get-timeline.ts';
import { getKept, keepEvents } from '../../region/library/keep-events.ts';
import { listLastPictures, listNewestEvents } from '../../region/library/list-newest.ts';
import { getEvent, listEvents } from '../../region/library/list-recordings.ts';
import { markEventsRead } from '../../region/library/mark-events-read.ts';
import { type Picture, showPreview, showSnapshot } from '../../region/library/show-snapshot.ts';
import { createPlayback, endPlayback } from '../../region/watching/create-playback.ts';
import { getCut } from '../../region/watching/get-cut.ts';
import { changeShare } from '../../region/watching/sharing/change-share.ts';
import { getSharedFilmstrip } from '../../region/watching/sharing/get-shared-filmstrip.ts';
import { getSharedFootage } from '../../region/watching/sharing/get-shared-footage.ts';
import { createCutShare, createShare, listShares, revokeShare } from '../../region/watching/sharing/shares.ts';
import { visitShare } from '../../region/watching/sharing/visit-share.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

export const footageHandlers = (
  context: RegionContext,
): Handlers<typeof footage & typeof cuts & typeof downloads & typeof exporting & typeof keeping> => ({
  getCalendar: (caller, input) => getCalendar(context, caller, input),
  getTimeline: (caller, input) => getTimeline(context, caller, input),
  getFilmstrip: (caller, input) => getFilmstrip(context, caller, input),
  listEvents: (caller, input) => listEvents(context, caller, input),
  listNewestEvents: (caller, input) => listNewestEvents(context, caller, input),
  listLastPictures: (caller) => listLastPictures(context, caller),
  getEvent: (caller, input) => getEvent(context, caller, input),
  markEventsRead: (caller, input) => markEventsRead(context, caller, input),
  markFavourites: (caller, input) => markFavourites(context, caller, input),
  changeNote: (caller, input) => changeNote(context, caller, input),
  keepEvents: (caller, input) => keepEvents(context, caller, input),
  getKept: (caller, input) => getKept(context, caller, input),
  deleteEvent: (caller, input) => deleteEvent(context, caller, input),
  deleteEvents: (caller, input) => deleteEvents(context, caller, input),
  deleteFootage: (caller, input) => deleteFootage(context, caller, input),
  createPlayback: (caller, input) => createPlayback(context, caller, input),
  endPlayback: (caller, input) => endPlayback(context, caller, input),
  createDownload: (caller, input) => createDownload(context, caller, input),
  getCut: (caller, input) => getCut(context, caller, input),
  createCutDownload: (caller, input) => createCutDownload(context, caller, input),
  createCutShare: (caller, input) => createCutShare(context, caller, input),
  listDownloads: (caller) => listDownloads(context, caller),
  endDownload: (caller, input) => endDownload(context, caller, input),
  createShare: (caller, input) => createShare(context, caller, input),
  listShares: (caller, input) => listShares(context, caller, input),
  revokeShare: (caller, input) => revokeShare(context, caller, input),
  changeShare: (caller, input) => changeShare(context, caller, input),
  visitShare: (_caller, input) => visitShare(context, input),
  getSharedFootage: (_caller, input) => getSharedFootage(context, input),
  getSharedFilmstrip: (_caller, input) => getSharedFilmstrip(context, input),
  getExportSize: (caller, input) => getExportSize(context, caller, input),
  createExport: (caller, input) => createExport(context, caller, input),
});

/** Snapshots, whole and small, for `<img>`: the owner's cookie comes along by itself. */
export function mountSnapshots(
  app: FastifyInstance,
  context: RegionContext,
  { prefix, authenticate }: { prefix: string; authenticate: Pick<Authenticators, 'owner'> },
): void {
  mount('snapshot.jpg', 'getSnapshot', async (caller, named) => {
    const bytes = await showSnapshot(context, caller, named);
    return isRefusal(bytes) ? bytes : { bytes, type: 'image/jpeg' };
  });
  mount('preview', 'getPreview', (caller, named) => showPreview(context, caller, named));

  type Show = (caller: OwnerCaller, named: { deviceId: DeviceId; eventId: EventId }) => Promise<Picture | Refusal>;
  function mount(name: string, operation: string, show: Show): void {
    app.get<{ Params: { deviceId: DeviceId; eventId: EventId } }>(
      `${prefix}/api/v1/devices/:deviceId/events/:eventId/${name}`,
      { onRequest: requireCaller('owner', operation, authenticate) },
      async (request, reply) => {
        const { deviceId } = request.params;
        const eventId = EventId.safeParse(request.params.eventId);
        const found = callerOf(request) as OwnerCaller;
        const caller = await standIn(context.db, found, 'watch', { deviceId });
        if (isRefusal(caller)) return answerRefusal(request, reply, caller);
        const picture = eventId.success
          ? await show(caller, { deviceId, eventId: eventId.data })
          : refusal('not_found');
        if (isRefusal(picture)) return answerRefusal(request, reply, picture);
        // Bytes as a camera sent them: whatever they are, they do nothing but be a picture, and no cache keeps what is deleted.
        reply.headers({
          'cache-control': 'private, no-store',
          'content-security-policy': "default-src 'none'; sandbox",
        });
        return reply.type(picture.type).send(Buffer.from(picture.bytes));
      },
    );
  }
}
