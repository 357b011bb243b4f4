import { compareFirmware, type ProductHome } from '@kaitong/contract';

type Fleet = ProductHome['fleet']['firmware'];

/** How many of a product's units there are, and how many per cent of them run at least this; rounded down, so that 100 is all. */
export function shareAtLeast(fleet: Fleet, firmware: string): { units: number; share: number } {
  const of = (group: Fleet) => group.reduce((sum, { units }) => sum + units, 0);
  const units = of(fleet);
  const fit = of(fleet.filter((one) => compareFirmware(one.firmware, firmware) >= 0));
  return { units, share: units === 0 ? 100 : Math.floor((100 * fit) / units) };
}
