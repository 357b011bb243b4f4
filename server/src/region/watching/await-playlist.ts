import { type EventId, isRefusal, milliseconds, type Refusal, refusal, seconds } from '@kaitong/contract';
import { keepAwaited } from '../../store/awaited-news.ts';
import type { RegionContext } from '../context.ts';
import { FOOTAGE_GREW, footageName } from '../footage/footage-news.ts';
import { composePlaylist, type Playlist } from './compose-playlist.ts';
import { listenFor } from './listen-for.ts';
import type { Watched } from './watched.ts';

/** How long a request for a playlist waits for what is still to be recorded; players and proxies give up after 30 s. */
const LONGEST_WAIT = seconds(10);
/** A notification is lost with the process that should have sent it. */
const LOOK_EVERY = seconds(2);

/**
 * A playlist with segment number `wanted` in it (`_HLS_msn`, RFC 8216bis 6.2.5.2), if that one comes soon; else what
 * there is. A recording that has only just begun is waited for as well: players give up on a playlist without segments.
 *
 * The request waits here instead of coming again and again: the segment is on its way to the player a round trip after
 * its commit, and not on the average half of its own length later.
 */
export async function awaitPlaylist(
  context: RegionContext,
  watched: Watched,
  wanted: number,
  signal: AbortSignal,
): Promise<Playlist | Refusal> {
  const givesUpAt = performance.now() + LONGEST_WAIT;
  let eventIds: ReadonlySet<EventId> = new Set();
  const news = listenFor<EventId>(context, FOOTAGE_GREW, signal, (eventId) => eventIds.has(eventId));
  let awaited: ReadonlySet<EventId> = new Set();
  const leave: (() => void)[] = [];
  try {
    for (;;) {
      const playlist = await composePlaylist(context, watched);
      if (isRefusal(playlist)) return playlist;
      eventIds = playlist.eventIds;
      if (playlist.end === 'ended' || playlist.segments > wanted) return orUnfinished(playlist);
      const left = givesUpAt - performance.now();
      if (left <= 0 || signal.aborted) return orUnfinished(playlist);
      const others = [...eventIds].filter((id) => !awaited.has(id));
      if (others.length > 0) {
        awaited = new Set([...awaited, ...others]);
        leave.push(await keepAwaited(context, others.map(footageName), news.lookAnew));
        continue; // what was committed until now was told to nobody
      }
      await news.next(milliseconds(Math.min(left, LOOK_EVERY)));
    }
  } finally {
    news.stop();
    for (const go of leave) go();
  }
}

const orUnfinished = (playlist: Playlist): Playlist | Refusal =>
  playlist.segments === 0 ? refusal('footage_unfinished') : playlist;
