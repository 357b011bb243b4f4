import type { TrackFacts } from '../facts.ts';
import { readAdtsHeader } from '../mpeg-ts/adts.ts';
import { G711, isG711 } from '../sound/g711.ts';
import { SoundMeter } from '../sound/levels.ts';
import type { SoundTrack } from '../sound/sound-track.ts';
import type { Sample } from './reader.ts';

export type IsoAudio = {
  track: TrackFacts;
  sound: SoundTrack;
  /** Rate in the ADTS header of the first sample, where no header belongs. */
  headerRate: number | null;
};

/** Samples of PCM are as short as a byte: those that follow one another without a hole are one stamp, up to a length. */
const PCM = { holeMs: 1, mostMs: 20 };

/** One sample of the sound's track, presented at `pts` milliseconds. */
export function addSound(audio: IsoAudio, bytes: Uint8Array, { offset, size }: Sample, pts: number): void {
  const { sound } = audio;
  const { soundUnit } = audio.track;
  if (sound.units === 0) {
    const header = readAdtsHeader(bytes, offset);
    if (header?.length === size) audio.headerRate = header.rate;
  }
  const isPcm = soundUnit?.of === 'byte';
  const last = sound.stamps.at(-1);
  const follows = isPcm && last && last.ms < PCM.mostMs && Math.abs(last.pts + last.ms - pts) < PCM.holeMs;
  if (!follows) sound.begin(pts, offset);
  if (isG711(audio.track.codec)) measure(audio, bytes.subarray(offset, offset + size));
  const units = isPcm ? size : 1;
  sound.add(units, units * (soundUnit?.ms ?? 0));
}

/** Channels lie sample beside sample. */
function measure({ track, sound }: IsoAudio, bytes: Uint8Array): void {
  if (!isG711(track.codec)) return;
  const samples = G711[track.codec];
  const channels = track.channels ?? 1;
  sound.meter ??= new SoundMeter(track.sampleRate ?? 8000, channels);
  for (const [at, byte] of bytes.entries()) sound.meter.add(samples[byte] ?? 0, at % channels);
}
