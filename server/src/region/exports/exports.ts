import { type exporting, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { packTar } from '../../tar/pack-tar.ts';
import type { RegionContext } from '../context.ts';
import type { Span } from '../footage/places.ts';
import { sumHours } from '../footage/sum-hours.ts';
import { followSending } from '../watching/follow-sending.ts';
import { findSession, lifeOf, openSession } from '../watching/sessions.ts';
import { filesOf } from './export-files.ts';
import { type ExportedCamera, listAllCameras, listSelected } from './exported-cameras.ts';
import { sendingPlaces } from './sending-places.ts';
import { wallClock } from './wall-clock.ts';

export type Export = { fileName: string; type: string; read(): AsyncIterable<Uint8Array> };

/** What an export would hold, before it is made. */
export async function getExportSize(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { query }: Parsed<typeof exporting.getExportSize>,
): Promise<Reply<typeof exporting.getExportSize>> {
  const cameras = await listAllCameras(context, ownerId);
  const sums = await sumHours(context.db, cameras, spanOf(query), context.clock.now());
  return {
    cameras: cameras.flatMap(({ deviceId, name }) => {
      const sum = sums.get(deviceId);
      if (!sum || sum.bytes <= 0) return [];
      const { bytes, first, last } = sum;
      return { deviceId, name: name ?? deviceId, bytes, from: first.toISOString(), to: last.toISOString() };
    }),
  };
}

/** A short-lived address of everything of an account, or of the recordings of some cameras and days, as one tar file. */
export async function createExport(
  context: RegionContext,
  caller: OwnerCaller,
  { body }: Parsed<typeof exporting.createExport>,
): Promise<Reply<typeof exporting.createExport> | Refusal> {
  const { db, limits, publicUrl } = context;
  const { deviceIds, eventIds, timeZone, language = 'en', ...asked } = body ?? {};
  const all = await listAllCameras(context, caller.ownerId);
  const cameras = deviceIds ? all.filter(({ deviceId }) => deviceIds.includes(deviceId)) : all;
  if (deviceIds && cameras.length < new Set(deviceIds).size) return refusal('not_found');
  const tooMany = rateRefusal([await takeRate(db, `exports ${caller.ownerId}`, limits.exportsPerOwner)]);
  if (tooMany) return tooMany;
  const selected = eventIds && (await listSelected(context, caller.ownerId, eventIds));
  if (selected?.length === 0) return refusal('not_found');
  const span = spanOf(asked);
  const file = {
    name: fileNameOf(context, context.clock.now(), timeZone),
    bytes: selected ? selected.reduce((sum, { bytes }) => sum + bytes, 0) : await bytesOf(context, cameras, span),
  };
  const chosen = {
    deviceIds: selected ? [...new Set(selected.map(({ device_id }) => device_id))] : (deviceIds ?? null),
    eventIds: selected?.map(({ id }) => id) ?? null,
    span,
    timeZone: timeZone ?? null,
    language,
  };
  const made = await openSession(context, caller, { kind: 'export', of: chosen, life: lifeOf('export'), file });
  if (isRefusal(made)) return made;
  const { session, token } = made;
  return {
    url: `${publicUrl}/file/${token}/${file.name}`,
    fileName: file.name,
    expiresAt: session.expires_at.toISOString(),
  };
}

/**
 * What stands behind such an address: made while it is sent, so that nothing of it is kept anywhere. `signal`: whoever asked is
 * gone.
 */
export async function openExport(
  context: RegionContext,
  token: string,
  signal: AbortSignal,
): Promise<Export | Refusal> {
  const session = await findSession(context, token, ['export']);
  if (isRefusal(session)) return session;
  const tooMany = sendingPlaces.take(session.owner_id, 'export', signal);
  if (tooMany) return tooMany;
  return {
    type: 'application/x-tar',
    fileName: session.file_name ?? fileNameOf(context, session.created_at, undefined),
    read: () =>
      followSending(context, session, {
        ...{ from: 0, goesOn: false, isEnd: true },
        parts: packTar(filesOf(context, session, signal)),
      }),
  };
}

const fileNameOf = ({ region }: RegionContext, at: Date, timeZone: string | undefined): string =>
  `kaitong-${region}-${wallClock(timeZone ?? 'UTC')(at).day}.tar`;

const spanOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }): Span => ({
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});

/** What was recorded is nearly all of it. */
async function bytesOf({ db, clock }: RegionContext, cameras: readonly ExportedCamera[], span: Span): Promise<number> {
  const sums = await sumHours(db, cameras, span, clock.now());
  return [...sums.values()].reduce((all, { bytes }) => all + bytes, 0);
}
