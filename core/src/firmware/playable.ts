/** Seconds from an event to its first piece that can be watched: what lies between two of these is counted together. */
export const PLAYABLE_EDGES = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144] as const;

/** How many events there are below the first edge, between each two, and from the last on. */
type PlayableCounts = readonly number[];

/** The middle one's seconds, as if those between two edges were spread evenly; `null`: there is none. What comes after the last counts as it. */
export function middleOf(counts: PlayableCounts): number | null {
  const half = counts.reduce((sum, n) => sum + n, 0) / 2;
  if (half === 0) return null;
  let below = 0;
  for (const [at, n] of counts.entries()) {
    const [from, to] = [PLAYABLE_EDGES[at - 1] ?? 0, PLAYABLE_EDGES[at]];
    if (to === undefined) break;
    if (below + n >= half) return from + ((half - below) / n) * (to - from);
    below += n;
  }
  return PLAYABLE_EDGES.at(-1) ?? null;
}
