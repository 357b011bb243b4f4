import type { RateUnknown } from '@kaitong/contract/checks';
import type { Course, SoundCourse, SoundPart } from './course.ts';
import { type Estimate, estimate } from './estimate.ts';

const LEAST_MS = 5000;
/**
 * Between segments sound and picture are cut within a frame or two. Inside an object all that is known is the order of its
 * bytes, and muxers gather up to half a second of either: less can be told, and only from more drift.
 */
const SEGMENTS = { share: 0.08, ms: 700, leastDrift: 1 / 2 };
const WITHIN = { share: 0.08, ms: 1500, leastDrift: 1 / 4 };

/**
 * By the sound's sample clock, which runs as fast as the real one: how much sound was recorded with how much picture.
 * Needs no platform that saw the clip come. Sound or pictures that begin late, end early or have a hole differ in one
 * place, and a clock everywhere: each third has to show enough of the drift, and with that each half.
 */
export function rateBySound({ sound, ...pictures }: Pictures & Pick<Course, 'sound'>): Estimate | RateUnknown {
  if (!sound) return 'no_sound';
  if (sound === 'uncounted') return 'sound_uncounted';
  if (sound === 'uneven') return 'sound_uneven';
  if (sound === 'misstamped') return 'sound_times';
  if (sound === 'doubtful') return 'sound_rate';
  const { parts, between, drift } = sound;
  const media = sum(parts, 'mediaMs');
  const real = sum(parts, 'soundMs');
  if (drift && isOfAll(drift, media)) return rateOfAll(drift);
  if (!drift && media > 0 && real >= LEAST_OF_ALL_MS && areTooFast(pictures)) return rateOfTooFast(real / media);
  if (Math.max(media, real) < LEAST_MS) return 'sound_short';
  if (media <= 0 || real <= 0) return 'sound_uneven';
  const limits = between === 'segments' ? SEGMENTS : WITHIN;
  const found = estimate('sound', real, media, limits);
  // Its own stamps say something else than the pictures' and the samples: who is right nobody knows, unless two agree.
  if (drift && found.isWrong) return 'sound_times';
  if (!found.isWrong) return found;
  if (parts.length < LEAST_PARTS) return 'sound_unplaced';
  return isEverywhere(parts, real / media - 1, limits.leastDrift) ? found : 'sound_apart';
}

type Pictures = Pick<Course, 'frames' | 'mediaMs'>;

/**
 * No camera takes so many pictures a second: the stamps are what is too fast, wherever the bytes of the sound stand. A muxer that
 * orders by stamps writes all of it behind the pictures.
 */
const areTooFast = ({ frames, mediaMs }: Pictures): boolean => (frames * 1000) / mediaMs > MOST_FPS;

const rateOfTooFast = (rate: number): Estimate => ({
  ...{ by: 'sound', rate, error: rate * WITHIN.share, within: WITHIN.share, isWrong: true },
});

const MOST_FPS = 300;
const LEAST_PARTS = 3;

/**
 * By the stamps of the sound, which run as those of the pictures do: what they say is held against its samples, and it does
 * not matter when its bytes come.
 */
function rateOfAll({ countedMs, stampedMs }: Drift): Estimate | RateUnknown {
  if (Math.max(countedMs, stampedMs) < LEAST_OF_ALL_MS) return 'sound_short';
  const found = estimate('sound', countedMs, stampedMs, SEGMENTS);
  const within = Math.max(SEGMENTS.share, SEGMENTS.ms / Math.max(countedMs, stampedMs));
  return { ...found, error: found.rate * SEGMENTS.share, within, ofAll: true };
}

const LEAST_OF_ALL_MS = 3000;

type Drift = NonNullable<SoundCourse['drift']>;

/**
 * Sound may begin a little later than the pictures, and end before them. Where its samples last as long as they do, only its
 * own stamps are wrong.
 */
const isOfAll = ({ countedMs, stampedMs }: Drift, mediaMs: number): boolean =>
  Math.abs(stampedMs / mediaMs - 1) < 0.15 && Math.abs(stampedMs - mediaMs) < Math.abs(countedMs - mediaMs);

const sum = (parts: readonly SoundPart[], of: keyof SoundPart): number =>
  parts.reduce((all, part) => all + part[of], 0);

function isEverywhere(parts: readonly SoundPart[], drift: number, least: number): boolean {
  // A clock slows sound down, it does not stop it.
  const silent = parts.filter(({ soundMs }) => soundMs === 0).length;
  return (
    silent * 3 <= parts.length &&
    thirdsOf(parts).every((third) => {
      const media = sum(third, 'mediaMs');
      return media > 0 && (sum(third, 'soundMs') / media - 1) / drift >= least;
    })
  );
}

/** By their number: a clip's segments are about as long as each other. */
function thirdsOf(parts: readonly SoundPart[]): SoundPart[][] {
  const cut = (third: number) => Math.round((third * parts.length) / 3);
  return [0, 1, 2].map((third) => parts.slice(cut(third), cut(third + 1)));
}
