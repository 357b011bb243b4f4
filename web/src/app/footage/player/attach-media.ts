import type { default as Hls, HlsConfig } from 'hls.js';
import { readRefusal } from './conversion-refused.ts';
import { eventOf, type Stretch } from './played-time.ts';
import { loadPlayer } from './prepare-player.ts';

/** Something that plays: an address and how to read it. */
export type Source = {
  kind: 'hls' | 'file';
  url: string;
  codec: 'h264' | 'h265';
  /** The server converts it while it plays; so many parts of other recordings come before its first. */
  converted?: { before: number } | undefined;
  /** When a single recording begins, for players that are told nothing else. */
  startedAt: number | null;
};

/**
 * Why nothing plays. `ended`: the address opens nothing any more. `gone`: there is nothing behind it. `unfinished`: nothing
 * has arrived yet. `codec`: no decoder here, or at the server. `spent`: the link has had as much converted as it may for
 * now. `unreachable`: an outage. `broken`: what came cannot be played.
 */
export type PlayFailure = 'ended' | 'gone' | 'unfinished' | 'codec' | 'spent' | 'unreachable' | 'broken';

export type MediaNews = {
  onStretches(stretches: readonly Stretch[], isLive: boolean): void;
  /** So many parts are converted before the one that the player waits for. */
  onQueued(before: number): void;
  /** `againIn`: in so many seconds it may play. */
  onFailure(failure: PlayFailure, againIn?: number): void;
};

// What hls.js reports for a codec that the browser has no decoder for.
const CODEC_ERRORS: readonly string[] = [
  'bufferAddCodecError',
  'bufferIncompatibleCodecsError',
  'manifestIncompatibleCodecsError',
];

/**
 * Plays a source in a video element until the returned function is called. hls.js is loaded by itself; where
 * the browser has no media source extensions (phones of some years ago) it plays HLS itself.
 */
export function attachMedia(
  video: HTMLVideoElement,
  source: Source,
  { startAt, ...news }: MediaNews & { startAt: number },
): () => void {
  const { url, startedAt, codec, kind, converted } = source;
  const { onStretches, onFailure } = news;
  let isOver = false;
  let hls: Hls | undefined;
  const onVideoError = () => {
    if (video.error?.code === MediaError.MEDIA_ERR_NETWORK) onFailure('unreachable');
    else onFailure(codec === 'h265' ? 'codec' : 'broken');
  };
  const playItself = () => {
    const stretch = { start: 0, duration: Number.POSITIVE_INFINITY, at: startedAt, eventId: undefined };
    video.addEventListener('error', onVideoError);
    video.src = url;
    video.currentTime = startAt;
    onStretches([stretch], false); // whoever hears of the moments may choose another one to begin at
  };
  const playByHls = async () => {
    const { default: Player } = await loadPlayer(codec);
    if (isOver) return;
    if (!Player.isSupported()) return playItself();
    const waiting = converted && { fragLoadPolicy: waitForConversion(Player.DefaultConfig) };
    hls = new Player({ enableWorker: false, startPosition: startAt, ...waiting });
    listen(hls, Player.Events, news);
    hls.loadSource(url);
    hls.attachMedia(video);
  };
  if (kind === 'file') playItself();
  else playByHls().catch(() => onFailure('unreachable'));
  return () => {
    isOver = true;
    hls?.destroy();
    video.removeEventListener('error', onVideoError);
    video.removeAttribute('src');
    video.load();
  };
}

const QUEUED = 429;
/** As often as a segment is asked for that waits for its turn: a request waits for 8 s itself. */
const MOST_QUEUED = 200;

/** A server that converts answers who waits too long; other errors are tried again as often as ever. */
function waitForConversion({ fragLoadPolicy }: HlsConfig): HlsConfig['fragLoadPolicy'] {
  const { errorRetry: usual } = fragLoadPolicy.default;
  const errorRetry: HlsConfig['fragLoadPolicy']['default']['errorRetry'] = {
    ...{ maxNumRetry: MOST_QUEUED, retryDelayMs: 1000, maxRetryDelayMs: 8000, backoff: 'linear' },
    shouldRetry: (_, tries, __, response, retry) =>
      response?.code === QUEUED ? tries < MOST_QUEUED : retry && tries < (usual?.maxNumRetry ?? 0),
  };
  return { default: { ...fragLoadPolicy.default, errorRetry } };
}

function listen(hls: Hls, Events: typeof Hls.Events, { onStretches, onQueued, onFailure }: MediaNews): void {
  hls.on(Events.LEVEL_UPDATED, (_, { details }) =>
    onStretches(
      details.fragments.map(({ start, duration, programDateTime: at, relurl }) => {
        const eventId = eventOf(relurl ?? '');
        return { start, duration, at, eventId };
      }),
      details.live,
    ),
  );
  let mended = false;
  hls.on(Events.ERROR, (_, { fatal, details, type, response, networkDetails }) => {
    const { code, params } = readRefusal(networkDetails) ?? {};
    if (code === 'conversion_queued') return onQueued(Number(params?.before ?? 0));
    if (code === 'conversion_unavailable') return onFailure('codec');
    if (code === 'share_conversions_exceeded') return onFailure('spent', Number(params?.seconds ?? 0));
    if (CODEC_ERRORS.includes(details)) return onFailure('codec');
    const refused = refusedAs(response?.code);
    if (refused) return onFailure(refused);
    if (!fatal) return;
    if (type === 'networkError') return onFailure('unreachable');
    if (type !== 'mediaError' || mended) return onFailure('broken');
    mended = true;
    hls.recoverMediaError();
  });
}

function refusedAs(status: number | undefined): PlayFailure | undefined {
  if (status === 401 || status === 403) return 'ended';
  if (status === 404 || status === 410) return 'gone';
  return status === 409 ? 'unfinished' : undefined;
}
