import { useEffect, useState } from 'react';

/** What a video element is doing. Times in seconds. */
export type VideoState = {
  time: number;
  duration: number;
  paused: boolean;
  waiting: boolean;
  /** There is no picture of where it stands. */
  empty: boolean;
  ended: boolean;
  muted: boolean;
  rate: number;
};

const NEWS = [
  'timeupdate',
  'durationchange',
  'play',
  'playing',
  'pause',
  'waiting',
  'seeking',
  'seeked',
  'canplay',
  'ended',
  'volumechange',
  'ratechange',
  'emptied',
] as const;

const stateOf = (video: HTMLVideoElement): VideoState => ({
  time: video.currentTime,
  duration: video.duration,
  paused: video.paused,
  waiting: !video.paused && !video.ended && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
  empty: video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA,
  ended: video.ended,
  muted: video.muted || video.volume === 0,
  rate: video.playbackRate,
});

/** Follows a video element. */
export function useVideo(video: HTMLVideoElement | null): VideoState | undefined {
  const [state, setState] = useState<VideoState>();
  useEffect(() => {
    if (!video) return;
    const look = () => setState(stateOf(video));
    look();
    for (const news of NEWS) video.addEventListener(news, look);
    return () => {
      for (const news of NEWS) video.removeEventListener(news, look);
    };
  }, [video]);
  return state;
}
