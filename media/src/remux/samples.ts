/** Ticks a second in which samples are placed: MPEG-TS's own, fine enough for every other clock. */
export const TICKS = 90_000;

/** One picture, or one frame of sound, as MP4 holds it. Times in ticks of the object's own clock. */
export type Sample = { data: Uint8Array; dts: number; pts: number; key: boolean };

export type SampleTrack = {
  kind: 'video' | 'audio';
  /** The sample entry that says how to decode them: a whole `avc1`, `hvc1` or `mp4a` box. */
  entry: Uint8Array;
  samples: Sample[];
};

/** One object of footage after decryption. `mp4`: fragments after `init`, or a file of its own. */
export type FootageObject = { bytes: Uint8Array; container: 'ts' | 'mp4'; init?: Uint8Array | undefined };
