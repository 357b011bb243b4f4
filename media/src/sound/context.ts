import type { TrackFacts } from '../facts.ts';

/** What is known of an object's sound beside its stamps. */
export type SoundContext = {
  codec: string;
  sampleRate: number | null;
  /** In an MP4, whose sound has its rate in the index and a time for every sample. */
  inMp4: boolean;
  /** Rate in an ADTS header that stands in front of an MP4's samples, where no header belongs. */
  headerRate: number | null;
  /** What the sample entry says, and whether it stands in the same object. */
  configuration?: TrackFacts['configuration'];
  entryRate?: TrackFacts['entryRate'];
  isConfigurationHere?: boolean;
  /** Of the same object, in milliseconds; null where it has no pictures with times. */
  pictures: { firstDts: number; lastPts: number } | null;
};
