import type { Rig } from '../../src/activation/testing/rig.ts';
import { CLIP } from './cameras.ts';
import type { Cameras } from './told.ts';

/** So many products at once: milliseconds from the end of each camera's clip to when its maker's program reads that it is approved. */
export async function measureActivations(rig: Rig, cameras: Cameras, count: number): Promise<number[]> {
  const units = [];
  while (units.length < count) units.push(await rig.unit());
  for (const { credentials } of units) await cameras.start(credentials);
  return await Promise.all(
    units.map(async ({ deviceId }) => {
      const { application } = await rig.maker.activate(deviceId);
      const at = Date.now();
      if (application.state !== 'approved') throw new Error(`${application.state} ${application.problem?.code}`);
      return at - (await cameras.told(deviceId, 'waved')) - CLIP.postRecordMs;
    }),
  );
}
