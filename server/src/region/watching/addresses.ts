import type { RegionContext } from '../context.ts';
import type { Recording } from '../footage/find-recording.ts';
import type { Session } from './sessions.ts';

/** A whole MP4 plays as it is, by itself; everything else, and what is converted, as HLS. */
export const isFile = ({ declaration }: Recording, { codec, event_id }: Pick<Session, 'codec' | 'event_id'>): boolean =>
  declaration.container === 'mp4' && codec === 'as-recorded' && event_id !== null;

/** What plays a recording by a session's token. */
export function addressOf(
  { publicUrl }: Pick<RegionContext, 'publicUrl'>,
  token: string,
  recording: Recording,
  session: Pick<Session, 'codec' | 'event_id'>,
): { kind: 'hls' | 'file'; playlistUrl: string } {
  const file = isFile(recording, session);
  const playlistUrl = `${publicUrl}/play/${token}/${file ? 'video.mp4' : 'index.m3u8'}`;
  return { kind: file ? 'file' : 'hls', playlistUrl };
}
