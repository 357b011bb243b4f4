import Hls from 'hls.js/light';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../texts/index.ts';

// What hls.js and browsers report for a codec that they have no decoder for.
const CODEC_ERRORS: readonly string[] = [
  'bufferAddCodecError',
  'bufferIncompatibleCodecsError',
  'manifestIncompatibleCodecsError',
];

/** Plays the clip as its owner's app would: HLS, decrypted by the player. A file of its own, since hls.js is large. */
export function ClipPlayer({ url, broken }: { url: string; broken: boolean }) {
  const t = useText();
  const video = useRef<HTMLVideoElement>(null);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    const element = video.current;
    if (!element) return;
    if (!Hls.isSupported()) {
      // Safari on phones plays HLS itself and has no media source extensions.
      element.src = url;
      return;
    }
    const hls = new Hls({ enableWorker: false });
    hls.on(Hls.Events.ERROR, (_, data) => {
      if (data.fatal || CODEC_ERRORS.includes(data.details)) setFailure(data.details);
    });
    hls.loadSource(url);
    hls.attachMedia(element);
    return () => hls.destroy();
  }, [url]);

  if (failure !== null) {
    return (
      <p role="alert">
        {CODEC_ERRORS.includes(failure)
          ? t('application.playerCodec')
          : t(broken ? 'application.playerBroken' : 'application.playerFailed', { reason: failure })}
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/useMediaCaption: footage of a test wave has no speech to caption
    <video
      ref={video}
      controls
      playsInline
      preload="metadata"
      aria-label={t('application.play')}
      onError={() => setFailure(video.current?.error?.message ?? 'MEDIA_ERR')}
    />
  );
}
