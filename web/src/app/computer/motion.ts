/** How much of the picture has to change, by how sensitive the owner wants it. */
export const LEAST_SHARE = { low: 0.06, medium: 0.03, high: 0.012 } as const;
/** Below it a pixel differs by the noise of its sensor. */
const NOISE = 24;

/** The share of pixels that changed between two small pictures in RGBA, told by their green: the eye's and most of the light. */
export function shareChanged(before: Uint8ClampedArray, now: Uint8ClampedArray): number {
  let changed = 0;
  for (let at = 1; at < now.length; at += 4) if (Math.abs((now[at] ?? 0) - (before[at] ?? 0)) > NOISE) changed += 1;
  return changed / (now.length / 4);
}
