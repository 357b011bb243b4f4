/** Digits in groups of three, as both languages write them in technical texts. */
export const grouped = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

export const inKilohertz = (hertz: number): string =>
  (hertz / 1000).toLocaleString('en-US', { maximumFractionDigits: 3 });

/** Two values side by side are in the unit of the larger one. */
export function isInSeconds(value: number, beside: number): boolean {
  const larger = Math.max(Math.abs(value), Math.abs(beside));
  return larger === 0 || larger >= 1000;
}
