import { type RefObject, useState } from 'react';
import { Icon, type IconName } from '../../../ui/Icon.tsx';
import { clockOf, lengthOf } from '../day/days.ts';
import type { Film } from '../scrub/film-reader.ts';
import { Glimpse, useFilmReader } from '../scrub/Glimpse.tsx';
import { useText } from '../texts/index.ts';
import { toggleFullscreen } from './fullscreen.ts';
import styles from './Player.module.css';
import { SKIP_S } from './player-keys.ts';
import type { VideoState } from './use-video.ts';

const RATES = [0.5, 1, 1.5, 2, 4, 8] as const;
/** By the keys of the player. */
const SKIPS: Readonly<Record<string, number>> = { ArrowLeft: -SKIP_S, ArrowRight: SKIP_S };
/** Nearer than this to the end of what is recorded, one watches as it happens. */
const LIVE_S = 8;

type Props = {
  video: HTMLVideoElement;
  frame: RefObject<HTMLElement | null>;
  state: VideoState;
  /** When what is seen happened. */
  world: number | undefined;
  film: Film | undefined;
  /** When what is at a moment of the player's time happened. */
  worldAt: (seconds: number) => number | undefined;
  isLive: boolean;
  seek: (to: number) => void;
  toggle: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** The controls below a picture. */
export function Controls({ video, frame, state, world, film, worldAt, isLive, ...acts }: Props) {
  const { seek, toggle, onPrevious, onNext } = acts;
  const t = useText();
  const { time, duration, paused, muted, rate } = state;
  const shown = Math.min(time, duration);
  const isAtLiveEdge = isLive && duration - time < LIVE_S;
  const reader = useFilmReader(film);
  const [aimed, setAimed] = useState<Aimed>();
  const glimpsed = aimed && worldAt(aimed.seconds);
  const forget = () => setAimed(undefined);
  return (
    <div className={styles.controls}>
      {aimed && glimpsed !== undefined && <Glimpse reader={reader} at={glimpsed} x={aimed.x} />}
      <input
        type="range"
        className={styles.seek}
        min={0}
        max={Math.max(duration, 0.1) || 0.1}
        step="any"
        value={shown || 0}
        aria-label={t('footage.position')}
        aria-valuetext={t('footage.positionOf', { at: lengthOf(shown), of: lengthOf(duration) })}
        onChange={(event) => seek(Number(event.target.value))}
        onPointerMove={({ currentTarget, clientX }) => setAimed(pointedAt(currentTarget, clientX, duration))}
        onPointerLeave={forget}
        onPointerCancel={forget}
        onPointerUp={({ pointerType }) => pointerType !== 'mouse' && forget()}
        onKeyDown={({ currentTarget, key }) => {
          const to = Math.min(Math.max(0, time + (SKIPS[key] ?? 0)), duration);
          if (key in SKIPS) setAimed(aimedAt(currentTarget, to / duration, duration));
        }}
        onKeyUp={forget}
        onBlur={forget}
      />
      <div className={styles.times}>
        <span>
          {lengthOf(shown)} / {lengthOf(duration)}
        </span>
        {world !== undefined && <strong>{clockOf(world)}</strong>}
      </div>
      <div className={styles.buttons}>
        <Press icon="previous" label={t('footage.previous')} onPress={onPrevious} />
        <Press icon={paused ? 'play' : 'pause'} label={t(paused ? 'footage.play' : 'footage.pause')} onPress={toggle} />
        <Press icon="next" label={t('footage.next')} onPress={onNext} />
        <Press
          icon={muted ? 'muted' : 'sound'}
          label={t(muted ? 'footage.unmute' : 'footage.mute')}
          onPress={() => {
            if (video.volume === 0) video.volume = 1;
            video.muted = !muted;
          }}
        />
        <span className={styles.spring} />
        {isLive && (
          <button
            type="button"
            className={styles.live}
            aria-pressed={isAtLiveEdge}
            onClick={() => seek(duration - 1)}
            title={t('footage.toLive')}
          >
            {t('footage.live')}
          </button>
        )}
        <select
          className={styles.rate}
          aria-label={t('footage.speed')}
          value={rate}
          onChange={(event) => {
            video.playbackRate = Number(event.target.value);
          }}
        >
          {RATES.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
        <Press
          icon="fullscreen"
          label={t('footage.fullscreen')}
          onPress={() => void toggleFullscreen(frame.current, video)}
        />
      </div>
    </div>
  );
}

type Aimed = { seconds: number; x: number };

/** Which moment of a slider is under a place on the screen. */
function pointedAt(slider: HTMLElement, clientX: number, duration: number): Aimed | undefined {
  const { left, width } = slider.getBoundingClientRect();
  return aimedAt(slider, Math.min(Math.max(0, (clientX - left) / Math.max(1, width)), 1), duration);
}

/** Nothing where it is not known yet how long all is. */
function aimedAt(slider: HTMLElement, part: number, duration: number): Aimed | undefined {
  if (!Number.isFinite(duration) || duration <= 0) return undefined;
  return { seconds: part * duration, x: part * slider.clientWidth + slider.offsetLeft };
}

function Press({ icon, label, onPress }: { icon: IconName; label: string; onPress: (() => void) | undefined }) {
  return (
    <button type="button" className={styles.press} aria-label={label} disabled={!onPress} onClick={onPress}>
      <Icon name={icon} size={22} />
    </button>
  );
}
