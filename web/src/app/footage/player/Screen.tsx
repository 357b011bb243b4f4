import { type ReactNode, useEffect, useRef, useState } from 'react';
import { clockOf, lengthOf } from '../day/days.ts';
import type { Film } from '../scrub/film-reader.ts';
import { useText } from '../texts/index.ts';
import { attachMedia, type PlayFailure, type Source } from './attach-media.ts';
import { Controls } from './Controls.tsx';
import styles from './Player.module.css';
import { gapBefore, playerTime, type Stretch, stretchAt, worldTime } from './played-time.ts';
import { onPlayerKey } from './player-keys.ts';
import { markFirstPicture } from './playing-time.ts';
import { useVideo } from './use-video.ts';

type Props = {
  source: Source;
  label: string;
  /** Small pictures of it. */
  film?: Film | undefined;
  /** Where to begin: seconds into the source, or a moment of the world. */
  startAt?: { seconds: number } | { world: number };
  /** Moves to the event before or after; left out where there is none. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** `againIn`: in so many seconds it may play. */
  onFailure: (failure: PlayFailure, seconds: number, againIn: number | undefined) => void;
  /** What plays, as it goes on: the event and the moment. */
  onPlaying?: (playing: { eventId: string | undefined; world: number | undefined; seconds: number }) => void;
  children?: ReactNode;
};

/** A gap is named for so much of the footage that follows it. */
const GAP_TOLD_S = 4;

/** A picture with its controls, until what it plays ends or fails. */
export function Screen({ source, label, film, startAt, onPrevious, onNext, onFailure, onPlaying, children }: Props) {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [{ stretches, isLive }, setPlaylist] = useState<{ stretches: readonly Stretch[]; isLive: boolean }>(NOTHING);
  const [before, setBefore] = useState(source.converted?.before ?? 0);
  const state = useVideo(video);
  const latest = useRef({ onFailure, onPlaying });
  latest.current = { onFailure, onPlaying };
  // Only where playing begins: a page that moves its cursor along does not begin anew.
  const start = useRef(startAt).current;

  useEffect(() => {
    if (!video) return;
    let isPlaced = start === undefined || 'seconds' in start;
    const unmark = markFirstPicture(video);
    const detach = attachMedia(video, source, {
      startAt: start && 'seconds' in start ? start.seconds : 0,
      onStretches(found, live) {
        setPlaylist({ stretches: found, isLive: live });
        if (isPlaced || !start || !('world' in start)) return;
        isPlaced = true;
        const seconds = playerTime(found, start.world);
        if (seconds) video.currentTime = seconds;
      },
      onQueued: setBefore,
      onFailure: (failure, againIn) => latest.current.onFailure(failure, video.currentTime, againIn),
    });
    // Browsers let nothing be heard that nobody asked for; the picture may begin without sound.
    video.play().catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      video.muted = true;
      void video.play().catch(() => {});
    });
    return () => {
      unmark();
      detach();
    };
  }, [video, source, start]);

  const seconds = state?.time ?? 0;
  const now = stretchAt(stretches, seconds);
  const world = worldTime(stretches, seconds);
  const eventId = now?.eventId;
  const wholeSecond = Math.floor(seconds);
  const isPlaying = state !== undefined && !state.paused && !state.waiting && wholeSecond >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once a second, not at every change of the moment
  useEffect(() => {
    if (isPlaying) latest.current.onPlaying?.({ eventId, world, seconds });
  }, [isPlaying, eventId, wholeSecond]);

  const gap = gapBefore(stretches, seconds);
  const last = stretches.at(-1);
  const duration = last && Number.isFinite(last.duration) ? last.start + last.duration : (state?.duration ?? 0);
  const seek = (to: number) => {
    if (video) video.currentTime = Math.min(Math.max(0, to), Math.max(0, duration - 0.1));
  };
  const toggle = () => {
    if (!video) return;
    if (video.paused) void video.play().catch(() => {});
    else video.pause();
  };
  const isPreparing = source.converted !== undefined && (state?.waiting || state?.empty);
  const isGapTold = gap !== undefined && worldBegan(stretches, seconds) < GAP_TOLD_S;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts for everything that the buttons inside do as well
    <div
      ref={frame}
      className={styles.screen}
      onKeyDown={(event) =>
        onPlayerKey(event, { video, seek, seconds, toggle, frame: frame.current, onPrevious, onNext })
      }
    >
      <div className={styles.picture}>
        {/* biome-ignore lint/a11y/useMediaCaption: what a camera hears has no captions */}
        <video ref={setVideo} playsInline aria-label={label} onClick={toggle} data-testid="footage-video" />
        {state?.waiting && <span className={styles.waiting} role="status" aria-label={t('footage.waiting')} />}
        {isPreparing && (
          <p className={styles.told} role="status">
            {before > 0 ? t('footage.preparingAfter', { count: before }) : t('footage.preparing')}
          </p>
        )}
        {isGapTold && !isPreparing && (
          <p className={styles.told} role="status">
            {t('footage.gap', {
              from: clockOf(gap.from),
              to: clockOf(gap.to),
              length: lengthOf((gap.to - gap.from) / 1000),
            })}
          </p>
        )}
        {children}
      </div>
      {video && state && (
        <Controls
          video={video}
          state={{ ...state, duration }}
          world={world}
          film={film}
          worldAt={(at) => worldTime(stretches, at)}
          isLive={isLive}
          frame={frame}
          {...{ seek, toggle, onPrevious, onNext }}
        />
      )}
    </div>
  );
}

const NOTHING = { stretches: [], isLive: false };

/** How many seconds ago, in the player's time, footage without a gap began. */
const worldBegan = (stretches: readonly Stretch[], seconds: number): number =>
  seconds - (stretchAt(stretches, seconds)?.start ?? 0);
