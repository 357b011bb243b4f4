import { compareFirmware, type ProductHome } from '@kaitong/contract';

type Fleet = Pick<ProductHome['fleet'], 'firmware' | 'unreachable'>;

/**
 * How many of a product's units there are, and how many per cent of them run at least this; rounded down, so that 100 is all.
 * `undefined`: the sample alone is no fleet, nor is what is left of one while a region does not answer.
 */
export function shareAtLeast(
  { firmware: versions, unreachable }: Fleet,
  firmware: string,
): { units: number; share: number } | undefined {
  const of = (group: Fleet['firmware']) => group.reduce((sum, { units }) => sum + units, 0);
  const units = of(versions);
  if (units < 2 || unreachable.length > 0) return undefined;
  const fit = of(versions.filter((one) => compareFirmware(one.firmware, firmware) >= 0));
  return { units, share: Math.floor((100 * fit) / units) };
}
