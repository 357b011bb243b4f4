/** A stretch of a playlist: where it lies in the player's time (s) and, where the playlist tells, in the world's (ms). */
export type Stretch = { start: number; duration: number; at: number | null; eventId: string | undefined };

/** No step smaller than this is a gap: clocks are rounded, and cameras cut at key frames. */
const STEP_MS = 2_000;

/** What plays at a moment of the player's time. */
export const stretchAt = (stretches: readonly Stretch[], seconds: number): Stretch | undefined =>
  stretches.findLast(({ start }) => start <= seconds + 0.05) ?? stretches[0];

/** When what plays at a moment of the player's time happened. */
export function worldTime(stretches: readonly Stretch[], seconds: number): number | undefined {
  const stretch = stretchAt(stretches, seconds);
  if (!stretch || stretch.at === null) return undefined;
  return stretch.at + Math.min(Math.max(0, seconds - stretch.start), stretch.duration) * 1000;
}

/** Where a moment of the world lies in the player's time; in a gap, where footage goes on. */
export function playerTime(stretches: readonly Stretch[], at: number): number | undefined {
  for (const stretch of stretches) {
    if (stretch.at === null) continue;
    if (at < stretch.at + stretch.duration * 1000) return stretch.start + Math.max(0, at - stretch.at) / 1000;
  }
  return undefined;
}

export type Gap = { from: number; to: number };

/** The gap that lies directly before what plays now, if there is one. */
export function gapBefore(stretches: readonly Stretch[], seconds: number): Gap | undefined {
  const now = stretchAt(stretches, seconds);
  const before = now && stretches[stretches.indexOf(now) - 1];
  if (!now || !before || now.at === null || before.at === null) return undefined;
  const from = before.at + before.duration * 1000;
  return now.at - from >= STEP_MS ? { from, to: now.at } : undefined;
}

/** The event in whose folder a playlist keeps a segment. */
export const eventOf = (url: string): string | undefined => /(?:^|\/)object\/([^/]+)\//.exec(url)?.[1];
