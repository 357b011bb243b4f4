import type { TrackFacts } from '../facts.ts';
import type { SoundTrack } from '../sound/sound-track.ts';
import type { Sample } from './reader.ts';

export type IsoAudio = { track: TrackFacts; sound: SoundTrack };

/** Samples of PCM are as short as a byte: those that follow one another are one stamp. */
const PCM_STEP_MS = 1;

/** One sample of the sound's track, presented at `pts` milliseconds. */
export function addSound({ track: { soundUnit }, sound }: IsoAudio, { offset, size }: Sample, pts: number): void {
  const isPcm = soundUnit?.of === 'byte';
  const last = sound.stamps.at(-1);
  const follows = isPcm && last && Math.abs(last.pts + last.ms - pts) < PCM_STEP_MS;
  if (!follows) sound.begin(pts, offset);
  const units = isPcm ? size : 1;
  sound.add(units, units * (soundUnit?.ms ?? 0));
}
