import type { Lookup } from '@kaitong/core';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';

/** Asks all regions at once for a device, and each to ping it. A region that does not answer is named, not left out. */
export async function findDevice(context: ControlContext, deviceId: string): Promise<Lookup> {
  const { given, silent } = await askRegions(context, (region) =>
    region.findDevice({ body: { deviceId, ping: true } }),
  );
  const found: Lookup['found'] = [];
  for (const { region, answer } of given) {
    if (answer.found) found.push({ ...answer.found, region, judge: answer.judge });
  }
  return { found, silent };
}

/** Units of a product by firmware, over all regions that answer. */
export async function countFleet(
  context: ControlContext,
  pid: Lookup['found'][number]['pid'],
): Promise<{ firmware: string; units: number }[]> {
  const { given } = await askRegions(context, (region) => region.countFirmware({ body: { pid } }));
  return given.flatMap(({ answer }) => answer.items);
}
