import type { Lookup } from '@kaitong/core';
import type { ControlContext } from '../context.ts';
import { askBusyRegions, type BusyOptions } from '../regions/ask-regions.ts';

/** Asks all regions at once for a device, and each to ping it. A region that does not answer is named, not left out. */
export async function findDevice(
  context: ControlContext,
  deviceId: string,
  options: Pick<BusyOptions, 'onLate' | 'goesOn'> = {},
): Promise<Lookup> {
  const { given, silent } = await askBusyRegions(
    context,
    (region, signal) => region.findDevice({ body: { deviceId, ping: true } }, { signal }),
    options,
  );
  const found: Lookup['found'] = [];
  for (const { region, answer } of given) {
    if (answer.found) found.push({ ...answer.found, region, judge: answer.judge });
  }
  return { found, silent };
}

/** Units of a product by firmware, over all regions that answer. Asked in the middle of a check. */
export async function countFleet(
  context: ControlContext,
  pid: Lookup['found'][number]['pid'],
  onLate?: () => Promise<void>,
): Promise<{ firmware: string; units: number }[]> {
  const { given } = await askBusyRegions(
    context,
    (region, signal) => region.countFirmware({ body: { pid } }, { signal }),
    { onLate, goesOn: true },
  );
  return given.flatMap(({ answer }) => answer.items);
}
