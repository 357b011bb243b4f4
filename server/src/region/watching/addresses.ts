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
  session: Pick<Session, 'kind' | 'codec' | 'event_id'>,
): { kind: 'hls' | 'file'; playlistUrl: string } {
  const file = isFile(recording, session);
  // A link is as recorded for whoever has it; what is converted for one visitor has an address beside it.
  if (session.kind === 'share' && session.codec === 'h264')
    return { kind: 'hls', playlistUrl: `${publicUrl}/play/${token}/h264/index.m3u8` };
  const playlistUrl = `${publicUrl}/play/${token}/${file ? 'video.mp4' : 'index.m3u8'}`;
  return { kind: file ? 'file' : 'hls', playlistUrl };
}
