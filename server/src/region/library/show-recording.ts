import type { footage, Reply } from '@kaitong/contract';
import { KEPT } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import { keptUntil, pictureUrlsOf, type Recording } from '../footage/find-recording.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';

export type ShownRecording = Reply<typeof footage.getEvent>;

export function showRecording(
  { publicUrl }: Pick<RegionContext, 'publicUrl'>,
  device: OwnedDevice,
  recording: Recording,
): ShownRecording {
  const { container, codec, width, height, encryption } = recording.declaration;
  return {
    eventId: recording.id,
    deviceId: recording.device_id,
    type: recording.type as ShownRecording['type'],
    startedAt: recording.started_at.toISOString(),
    happenedAt: recording.happened_at.toISOString(),
    durationMs: recording.duration_ms,
    state: recording.completed_at ? 'complete' : recording.closed_at ? 'incomplete' : 'open',
    container,
    codec,
    width,
    height,
    encryption,
    bytes: recording.bytes,
    unread: isUnread(recording),
    favourite: recording.favourite_at !== null,
    kept: keptAs(recording),
    note: recording.note,
    ...pictureUrlsOf(publicUrl, recording),
    keptUntil: keptUntil(recording, device).toISOString(),
  };
}

const keptAs = ({ kept_at, retention_class }: Recording): ShownRecording['kept'] =>
  kept_at === null ? 'no' : retention_class === KEPT ? 'beyond' : 'yes';

/** Footage that is recorded all the time tells nobody anything. */
const isUnread = ({ recording, read_at }: Recording): boolean => recording === 'event' && read_at === null;
