const ASKED = 'kaitong.playback.asked';
/** Name of the measure from a person's choice to the first picture; one for each playback. */
const STARTED = 'kaitong.playback.started';

/** Somebody chose something to watch. */
export function markAsked(): void {
  performance.mark(ASKED);
}

/** Measures until the first picture is on the screen. @returns to stop waiting for it */
export function markFirstPicture(video: HTMLVideoElement): () => void {
  const done = () => {
    if (performance.getEntriesByName(ASKED).length > 0) performance.measure(STARTED, ASKED);
    performance.clearMarks(ASKED);
  };
  if ('requestVideoFrameCallback' in video) {
    const id = video.requestVideoFrameCallback(done);
    return () => video.cancelVideoFrameCallback(id);
  }
  const element = video as HTMLVideoElement;
  element.addEventListener('playing', done, { once: true });
  return () => element.removeEventListener('playing', done);
}
