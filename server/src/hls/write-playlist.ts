import type { Container } from '@kaitong/contract/checks';

/** A key by which a player decrypts; the IV is the object's own. */
export type PlaylistKey = { url: string; iv: string };

export type PlaylistSegment = {
  url: string;
  durationMs: number;
  key: PlaylistKey | null;
  /** The init segment that it needs (fMP4). */
  map: { url: string; key: PlaylistKey | null } | null;
  /** What stands before it is not what came before it: another recording, or footage is missing. */
  isApart: boolean;
  /** By the platform's clock; null where it goes on without a step. */
  startsAt: Date | null;
};

/** The name of an object in a playlist: FFmpeg takes no segment whose name does not say what it is. */
export function objectName(n: number, kind: 'init' | 'segment', container: Container): string {
  return `${n}.${container === 'ts' ? 'ts' : kind === 'init' ? 'mp4' : 'm4s'}`;
}

/** The number in such a name; undefined for anything else. */
export function readObjectName(name: string): number | undefined {
  const [, n] = /^(\d{1,6})(?:\.(?:ts|m4s|mp4))?$/.exec(name) ?? [];
  return n === undefined ? undefined : Number(n);
}

/** Cameras send at least so many seconds at once, as soon as nobody waits for the first of it. */
const USUAL_S = 2;

/** `ended`: nothing will be added. `awaitable`: more is being recorded, and a player may ask us to wait for it. */
export type PlaylistEnd = 'ended' | 'growing' | 'awaitable';

/**
 * An HLS media playlist (RFC 8216), its addresses relative to its own. The key line stands before the map and before
 * every segment, each with its own IV, so that init segments are decrypted too. `startMs`: where it is to be played from.
 */
export function writePlaylist(segments: readonly PlaylistSegment[], end: PlaylistEnd, startMs = 0): string {
  // It must not change while a recording goes on, and the first segment may be shorter than those behind it.
  const least = end === 'ended' ? 1 : USUAL_S;
  const longest = Math.max(least, ...segments.map(({ durationMs }) => Math.ceil(durationMs / 1000)));
  const lines = [
    '#EXTM3U',
    `#EXT-X-VERSION:7`,
    `#EXT-X-TARGETDURATION:${longest}`,
    `#EXT-X-PLAYLIST-TYPE:${end === 'ended' ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    // A recording is watched from its beginning, also while it goes on; players would begin at its end.
    ...(startMs > 0
      ? [`#EXT-X-START:TIME-OFFSET=${(startMs / 1000).toFixed(3)},PRECISE=YES`]
      : end === 'ended'
        ? []
        : ['#EXT-X-START:TIME-OFFSET=0']),
    ...(end === 'awaitable' ? ['#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES'] : []),
  ];
  let map: string | undefined;
  let isEncrypted = false;
  const setKey = (key: PlaylistKey | null): void => {
    if (key) lines.push(`#EXT-X-KEY:METHOD=AES-128,URI="${key.url}",IV=0x${key.iv}`);
    else if (isEncrypted) lines.push('#EXT-X-KEY:METHOD=NONE');
    isEncrypted = key !== null;
  };
  for (const [at, segment] of segments.entries()) {
    if (segment.isApart && at > 0) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.map && segment.map.url !== map) {
      setKey(segment.map.key);
      lines.push(`#EXT-X-MAP:URI="${segment.map.url}"`);
    }
    map = segment.map?.url;
    setKey(segment.key);
    if (segment.startsAt) lines.push(`#EXT-X-PROGRAM-DATE-TIME:${segment.startsAt.toISOString()}`);
    lines.push(`#EXTINF:${(segment.durationMs / 1000).toFixed(3)},`, segment.url);
  }
  return [...lines, ...(end === 'ended' ? ['#EXT-X-ENDLIST'] : []), ''].join('\n');
}
