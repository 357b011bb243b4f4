/** From picture to picture, as most do; null where no time passes. */
export function usualStepOf(dts: readonly (number | null)[]): number | null {
  const steps: number[] = [];
  for (const [at, time] of dts.entries()) {
    const step = time === null || at === 0 ? 0 : time - (dts[at - 1] ?? time);
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[steps.length >> 1] ?? null;
}
