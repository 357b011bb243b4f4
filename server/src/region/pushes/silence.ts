import { DeviceId, type Duration, milliseconds, seconds } from '@kaitong/contract';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import type { StreamPlace } from './streams.ts';

/** When a stream has been silent for too long; the subject is the device and the folder, with a space between. */
export const PUSH_SILENCE = 'push.silence';
const PATIENCE = seconds(30);

/** Tools send a segment when it is full, so the next one may take as long as `last` did, and a camera’s key frames vary. */
export const setSilence = (db: Executor, place: StreamPlace, last: Duration = milliseconds(0)): Promise<void> =>
  setDeadline(db, PUSH_SILENCE, subjectOf(place), milliseconds(PATIENCE + 2 * last));

export const clearSilence = (db: Executor, place: StreamPlace): Promise<void> =>
  clearDeadline(db, PUSH_SILENCE, subjectOf(place));

const subjectOf = ({ deviceId, stream }: StreamPlace): string => `${deviceId} ${stream}`;

export function placeOfSubject(subject: string): StreamPlace {
  const space = subject.indexOf(' ');
  return { deviceId: DeviceId.parse(subject.slice(0, space)), stream: subject.slice(space + 1) };
}
