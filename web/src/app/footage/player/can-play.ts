import type { RecordedEvent } from '@kaitong/contract';

type Codec = RecordedEvent['codec'];

const TYPES: Record<Codec, string> = {
  h264: 'video/mp4; codecs="avc1.42E01E"',
  h265: 'video/mp4; codecs="hvc1.1.6.L93.B0"',
};

/** Whether this browser has a decoder: asked of it, never guessed from its name. */
export function canPlay(codec: Codec): boolean {
  if (typeof MediaSource !== 'undefined' && MediaSource.isTypeSupported(TYPES[codec])) return true;
  return document.createElement('video').canPlayType(TYPES[codec]) !== '';
}
