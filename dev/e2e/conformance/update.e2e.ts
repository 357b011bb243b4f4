// A firmware update in mid-recording: a camera that ends its event first, and those that break a clause about it.

import { writeFileSync } from 'node:fs';
import { type ConformanceId, minutes, seconds } from '@kaitong/contract';
import { conformancePlans, isInCohort } from '@kaitong/core';
import { type FaultCode, startUpdatingCamera, writeImage } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { clauseFaults } from '../../src/conformance/testing/firmware-faults.ts';
import { activatedProduct, endOf, start, verdictsOf } from '../../src/conformance/testing/tested.ts';
import { type Desk, isOffered, openDesk } from '../../src/firmware/testing/fleet.ts';

const ITEM = 'update';
const SHARE = 5;

let rig: RunningRig;
let desk: Desk;
let pid: Unit['pid'];
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
  desk = await openDesk(rig);
  ({ pid } = await activatedProduct(rig));
  await desk.kaitong('key', pid, desk.files.publicKey);
});
afterAll(async () => {
  await rig.stop();
  desk.close();
});

/** Firmware that is broken in the same way as what it takes the place of. */
async function release(version: string, fault?: FaultCode) {
  writeFileSync(desk.files.image, writeImage({ starts: true, ...(fault ? { fault } : {}) }));
  await desk.sign(pid, version);
  await desk.release();
  await desk.kaitong('rollout', pid, version);
  const { id } = await desk.find(pid, version);
  await isOffered(rig, pid, id, SHARE);
  return id;
}

/** A unit that is not among the first to whom the release is offered. */
async function unitBeside(releaseId: string): Promise<Unit> {
  const unit = await rig.unit({ pid });
  return isInCohort(releaseId, unit.deviceId, SHARE) ? await unitBeside(releaseId) : unit;
}

/** Starts the item on a camera with this fault. */
async function begin(releaseId: string, fault?: FaultCode) {
  const unit = await unitBeside(releaseId);
  const camera = await startUpdatingCamera({
    ...{ credentials: unit.credentials, firmware: '2.3.0', updates: { pid, makerKeys: desk.makerKeys } },
    ...{ width: 160, height: 90, fps: 10, segmentMs: 1000, trial: seconds(10), fault },
  });
  rig.closers.push(() => camera.close());
  const { id } = await start(rig.maker, unit.deviceId, [ITEM]);
  const codes = async () => {
    const { items } = await rig.maker.getConformance({ params: { id } });
    return items.find(({ name }) => name === ITEM)?.observations.map(({ code }) => code) ?? [];
  };
  return { id, camera, codes };
}

/** Until the test waits for what the camera says of the update, which it has asked for or has not. */
async function waitsFor(id: ConformanceId, { isAsked }: { isAsked: boolean }): Promise<void> {
  const at = conformancePlans[ITEM].steps.findIndex(({ does }) => does === 'await-update');
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(`SELECT FROM conformance WHERE id = $1 AND stage @> $2`, [
      id,
      JSON.stringify({ at, update: { isAsked } }),
    ]);
    expect(rows).toHaveLength(1);
  });
}

test('a camera without newer firmware is not tried', { timeout: 60_000 }, async () => {
  const { id } = await begin('none');
  expect(verdictsOf(await endOf(rig.maker, id))[ITEM]).toBe('skipped no_update_offered');
});

test('a camera that ends its event, installs and says so passes, whatever share the release is offered to', {
  timeout: 200_000,
}, async () => {
  const releaseId = await release('2.4.0');
  const { id, camera, codes } = await begin(releaseId);
  const report = await endOf(rig.maker, id);
  const seen = await codes();
  expect(verdictsOf(report)[ITEM], JSON.stringify(seen)).toBe('pass as_expected');
  expect(camera.firmware).toBe('2.4.0');
  expect(seen.indexOf('update.told')).toBeLessThan(seen.indexOf('event.closed'));
  expect(seen).toContain('update.reported');
});

test.each(clauseFaults.filter(({ item }) => item === ITEM))(
  'a camera that breaks $clauses ($fault) is seen',
  { timeout: 200_000 },
  async ({ fault, seen }) => {
    const releaseId = await release(`2.5.${clauseFaults.findIndex((one) => one.fault === fault)}`, fault);
    const { id, codes } = await begin(releaseId, fault);
    if (seen.startsWith('fail')) {
      await waitsFor(id, { isAsked: fault === 'conformance.update_unsaid' });
      await rig.clock.advance(minutes(4));
    }
    const report = await endOf(rig.maker, id);
    expect(verdictsOf(report)[ITEM], JSON.stringify(await codes())).toBe(seen);
  },
);

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
