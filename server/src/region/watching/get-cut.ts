import { type cuts, isRefusal, type Parsed, type Refusal, type Reply } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { inOneContainer } from './compose-playlist.ts';
import { type FoundCut, findCut, type Part, partsOf, type Range } from './find-cut.ts';
import type { TimedSegment } from './timed-segments.ts';

/** A step between two segments that nobody sees: clocks are rounded, and cameras cut at key frames. */
const STEP_MS = 1000;
/** As many as somebody reads. */
const MOST_GAPS = 20;

/** What there is between two moments, before it is cut. */
export async function getCut(
  context: RegionContext,
  caller: OwnerCaller,
  { params, query }: Parsed<typeof cuts.getCut>,
): Promise<Reply<typeof cuts.getCut> | Refusal> {
  const found = await findCut(context, caller, { ...params, ...query });
  return isRefusal(found) ? found : describeCut(found);
}

export function describeCut(found: FoundCut): Reply<typeof cuts.getCut> {
  const inside = partsOf(found.segments, found);
  const gaps = gapsOf(inside, found);
  return {
    durationMs: inside.reduce((sum, { from, to }) => sum + (to - from), 0),
    bytes: inside.reduce((sum, { segment, from, to }) => sum + bytesOf(segment, to - from), 0),
    gaps: gaps.slice(0, MOST_GAPS).map(shown),
    gapCount: gaps.length,
    link: linkOf(found.segments),
  };
}

const bytesOf = ({ object, durationMs }: TimedSegment, wantedMs: number): number =>
  Math.round(object.bytes * Math.min(1, wantedMs / Math.max(1, durationMs)));

type Span = Pick<Part, 'from' | 'to'>;

function gapsOf(parts: readonly Span[], { from, to }: Range): Span[] {
  const gaps: Span[] = [];
  let covered = from.getTime();
  for (const part of [...parts, { from: to.getTime(), to: to.getTime() }]) {
    if (part.from - covered > STEP_MS) gaps.push({ from: covered, to: part.from });
    covered = Math.max(covered, part.to);
  }
  return gaps;
}

/** What a link of them shows, by whole segments. */
export function linkOf(segments: readonly TimedSegment[]): { from: string; to: string } | null {
  const played = inOneContainer(segments);
  const [first] = played;
  if (!first) return null;
  return shown({ from: first.startsAt.getTime(), to: Math.max(...played.map(({ endsAt }) => endsAt.getTime())) });
}

const shown = ({ from, to }: Span) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
