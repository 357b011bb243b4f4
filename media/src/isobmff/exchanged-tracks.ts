import type { InitFacts, TrackFacts } from '../facts.ts';
import { isPicture } from './nal-lengths.ts';
import type { Sample } from './reader.ts';

/** The first samples that fragments name for the pictures and for the sound. */
export class FirstSamples {
  private readonly byTrack = new Map<number, Uint8Array>();

  note(bytes: Uint8Array, { track, offset, size }: Sample): void {
    if (size > 0 && !this.byTrack.has(track.id)) this.byTrack.set(track.id, bytes.subarray(offset, offset + size));
  }

  /** Whether what is called sound is a picture, and what is called a picture is none. */
  areExchanged(video: TrackFacts, audio: TrackFacts): boolean {
    const [picture, sound] = [this.byTrack.get(video.id), this.byTrack.get(audio.id)];
    const { codec, nalLengthBytes } = video;
    if (!picture || !sound || (codec !== 'h264' && codec !== 'h265')) return false;
    return isPicture(sound, nalLengthBytes, codec) && !isPicture(picture, nalLengthBytes, codec);
  }
}

/** The same tracks, each of the two under the other's id. */
export const withExchangedIds = ({ tracks }: InitFacts, one: number, other: number): InitFacts => ({
  tracks: tracks.map((track) =>
    track.id === one ? { ...track, id: other } : track.id === other ? { ...track, id: one } : track,
  ),
});
