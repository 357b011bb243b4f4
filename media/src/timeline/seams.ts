import type { InspectedObject, VideoFacts } from '../facts.ts';

/** Begins with the picture that the segment before ended with. */
export const isLastAgain = (before: VideoFacts | null | undefined, { codec, edges }: VideoFacts): boolean =>
  before?.codec === codec && !!edges?.first && before.edges?.last === edges.first;

/**
 * The same segments, but that no picture is missing before one that is the last of the segment before: as a first picture it
 * looks as if its key frame were lost.
 */
export const withoutRepeatedEnds = (segments: readonly InspectedObject[]): InspectedObject[] =>
  segments.map((segment, at) => {
    const { facts } = segment.inspection;
    const before = segments[at - 1]?.inspection.facts.video;
    if (!facts.video || !isLastAgain(before, facts.video)) return segment;
    const video = { ...facts.video, losses: facts.video.losses.filter(({ frame }) => frame > 0) };
    video.garbled = video.garbled.flatMap(([from, to]) => (to > 1 ? [[Math.max(1, from), to]] : []));
    return { ...segment, inspection: { ...segment.inspection, facts: { ...facts, video } } };
  });
