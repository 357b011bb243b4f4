import type { VideoTrack } from '../bitstream/video-track.ts';
import type { KeyKind, VideoFacts } from '../facts.ts';
import { withHiddenRuns } from './hidden-runs.ts';
import { timingOf } from './timing.ts';

/** Frames listed one by one; ten minutes at 30 fps. */
const MAX_LISTED_FRAMES = 20_000;

/** A clip in which so much is missing is refused, whatever follows. */
const MAX_LOSSES = 200;
const MAX_RUNS = 2000;

/** Facts are stored as JSON, which knows no -0. */
const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms * 1000) / 1000 + 0);

export function videoFactsOf(
  track: VideoTrack,
  known: Pick<VideoFacts, 'sampleEntry' | 'wrapMs' | 'anchored' | 'lastDurationMs'>,
  earlier: VideoFacts | null = null,
): VideoFacts {
  const { frames } = track;
  const timing = timingOf(frames);
  const before = known.anchored ? endOf(earlier, timing.firstDts) : null;
  const { losses, garbled } = withHiddenRuns(track, timing.stamps.dts, before);
  const keyFrames: { index: number; dts: number | null; kind: KeyKind }[] = [];
  for (const [index, frame] of frames.entries())
    if (frame.key && keyFrames.length < MAX_LISTED_FRAMES)
      keyFrames.push({ index, dts: rounded(timing.stamps.dts[index] ?? null), kind: frame.key });
  const listed = frames.slice(0, MAX_LISTED_FRAMES);
  return {
    codec: track.codec,
    ...known,
    format: track.format,
    parameterSets: track.parameterSets,
    frames: frames.length,
    firstDts: rounded(timing.firstDts),
    lastDts: rounded(timing.lastDts),
    firstPts: rounded(timing.firstPts),
    lastPts: rounded(timing.lastPts),
    durationMs: rounded(timing.durationMs),
    trimmedMs: Math.round(timing.trimmedMs) + 0,
    repeats: timing.stamps.repeats.count,
    firstFrame: frames[0]?.key ?? 'other',
    losses: losses.slice(0, MAX_LOSSES),
    garbled: garbled.slice(0, MAX_RUNS),
    references: track.references,
    ...(track.duplicates ? { duplicates: track.duplicates } : {}),
    ...(track.edges ? { edges: track.edges } : {}),
    keyFrames,
    dts: timing.stamps.dts.slice(0, MAX_LISTED_FRAMES).map(rounded),
    sizes: listed.map((frame) => frame.bytes),
    offsets: listed.map((frame) => frame.offset),
    fingerprints: track.fingerprints,
  };
}

/** When the last picture of the object before is decoded, on the clock of this one, which may have started again. */
function endOf(earlier: VideoFacts | null, firstDts: number | null): number | null {
  const { lastDts = null, wrapMs = null } = earlier ?? {};
  if (lastDts === null || firstDts === null || wrapMs === null) return lastDts;
  return lastDts + Math.round((firstDts - lastDts) / wrapMs) * wrapMs;
}
