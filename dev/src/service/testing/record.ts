import { expect } from 'vitest';
import type { Rig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';
import { subscribe } from './subscribe.ts';

/** A camera that is given a plan, as `subscribe` says, records so many events and is put away. */
export async function record(
  rig: Pick<Rig, 'regions'>,
  unit: Unit,
  events = 1,
  ...plan: Parameters<typeof subscribe> extends [unknown, unknown, ...infer Plan] ? Plan : never
): Promise<void> {
  const permitted = Promise.withResolvers<void>();
  const camera = await unit.camera({
    onNews: (news) => void (news.is === 'permitted' && news.recording !== 'none' && permitted.resolve()),
  });
  await subscribe(rig, unit, ...plan);
  await permitted.promise;
  for (let n = 0; n < events; n++) {
    const answer = camera.wave();
    if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
    expect(await answer.finished).toMatchObject({ is: 'uploaded' });
  }
  await camera.close();
}
