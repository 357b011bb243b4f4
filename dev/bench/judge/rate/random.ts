/** Random numbers that are the same for the same seed. */
export type Random = {
  /** At least `from`, below `to`. */
  between(from: number, to: number): number;
  chance(share: number): boolean;
};

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
  return { between: (from, to) => from + next() * (to - from), chance: (share) => next() < share };
}
