import type { RefObject } from 'react';
import { Icon, type IconName } from '../../../ui/Icon.tsx';
import { clockOf, lengthOf } from '../day/days.ts';
import { useText } from '../texts/index.ts';
import { toggleFullscreen } from './fullscreen.ts';
import styles from './Player.module.css';
import type { VideoState } from './use-video.ts';

const RATES = [0.5, 1, 1.5, 2, 4, 8] as const;
/** Nearer than this to the end of what is recorded, one watches as it happens. */
const LIVE_S = 8;

type Props = {
  video: HTMLVideoElement;
  frame: RefObject<HTMLElement | null>;
  state: VideoState;
  /** When what is seen happened. */
  world: number | undefined;
  isLive: boolean;
  seek: (to: number) => void;
  toggle: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
};

/** The controls below a picture. */
export function Controls({ video, frame, state, world, isLive, seek, toggle, onPrevious, onNext }: Props) {
  const t = useText();
  const { time, duration, paused, muted, rate } = state;
  const shown = Math.min(time, duration);
  const isAtLiveEdge = isLive && duration - time < LIVE_S;
  return (
    <div className={styles.controls}>
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

function Press({ icon, label, onPress }: { icon: IconName; label: string; onPress: (() => void) | undefined }) {
  return (
    <button type="button" className={styles.press} aria-label={label} disabled={!onPress} onClick={onPress}>
      <Icon name={icon} size={22} />
    </button>
  );
}
