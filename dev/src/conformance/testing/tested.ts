import type { Conformance, ConformanceId, ItemName } from '@kaitong/contract';
import type { VirtualCamera, VirtualCameraOptions } from '@kaitong/device/virtual';
import { expect } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import type { Maker } from '../../activation/testing/people.ts';
import type { RunningRig } from '../../activation/testing/rig.ts';
import type { Unit } from '../../activation/testing/units.ts';

/** Tiny pictures: many cameras draw and encode minutes of them side by side. */
export const TINY = { width: 160, height: 90 };

/** A unit of a product that a good camera of it activated; it is switched off. */
export async function activatedProduct(rig: Pick<RunningRig, 'unit' | 'maker'>): Promise<Unit> {
  const unit = await rig.unit();
  const good = await unit.camera(TINY);
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  await good.close();
  return unit;
}

/** The same, switched on as `options` say. */
export async function activatedUnit(
  rig: Pick<RunningRig, 'unit' | 'maker'>,
  options: Partial<VirtualCameraOptions> = {},
): Promise<{ unit: Unit; camera: VirtualCamera }> {
  const unit = await activatedProduct(rig);
  return { unit, camera: await unit.camera({ ...TINY, ...options }) };
}

/** Starts the extended test as soon as the camera is on the line. */
export async function start(maker: Maker, deviceId: string, items?: readonly ItemName[]): Promise<Conformance> {
  const body = { deviceId, ...(items ? { items: [...items] } : {}) };
  return await eventually(() => maker.startConformance({ body }));
}

/** Told when it is over: to ask for it again and again would cost its server more than the test itself. */
export async function endOf(maker: Maker, id: ConformanceId, limitMs = 280_000): Promise<Conformance> {
  const signal = AbortSignal.timeout(limitMs);
  for await (const { progress } of maker.followConformance(id, signal)) if (progress.type === 'ended') break;
  const test = await maker.getConformance({ params: { id } });
  expect(test.state, JSON.stringify(test)).toBe('ended');
  return test;
}

/** `pass as_expected` by item. */
export const verdictsOf = ({ items }: Conformance): Record<string, string> =>
  Object.fromEntries(items.map(({ name, verdict, reason }) => [name, `${verdict} ${reason?.code}`]));

/** What was found in the footage of each item, and how its line was taken up, for whoever has to understand a verdict that was not expected. */
export const footageOf = ({ items }: Conformance): string =>
  items
    .flatMap(({ name, observations }) => observations.map((seen) => ({ name, ...seen })))
    .filter(({ code }) => code === 'footage.judged' || /^(speed|line)\./.test(code))
    .map(({ name, code, params }) => `${name}: ${code} ${JSON.stringify(params)}`)
    .join('\n');
