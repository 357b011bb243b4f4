// A release that breaks uploads: the platform halts it by itself, and its maker takes it back.
import { minutes, type Pid, ROLL_OUT } from '@kaitong/contract';
import { UNITS_TO_JUDGE } from '@kaitong/core';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { subscribe } from '../service/testing/subscribe.ts';
import {
  byTurns,
  type Camera,
  type Desk,
  isOffered,
  openDesk,
  pairFleet,
  passExtendedTest,
  updateAll,
} from './testing/fleet.ts';

/** What hangs ends; how long a busy machine takes for so many is not what is tested. */
const PATIENCE = 240_000;
let rig: RunningRig;
let desk: Desk;
let pid: Pid;
let fleet: Camera[];

beforeAll(async () => {
  rig = await startRig({}, { judge: await sharedJudge('none') });
  desk = await openDesk(rig);
  ({ pid, fleet } = await pairFleet(rig, desk, 2 * UNITS_TO_JUDGE));
  await desk.kaitong('key', pid, desk.files.publicKey);
  await byTurns(rig, fleet, ({ unit }) => subscribe(rig, unit));
}, PATIENCE);
afterAll(async () => {
  await rig.stop();
  desk.close();
});

async function offerToAll(version: string, ...more: string[]): Promise<void> {
  await desk.sign(pid, version, ...more);
  await desk.release();
  for (const _ of ROLL_OUT) await desk.kaitong('rollout', pid, version);
  await isOffered(rig, pid, (await desk.find(pid, version)).id, 100);
}

test(
  'thirty units that upload nothing since an update halt it, their maker is told, and they are taken back',
  async () => {
    await passExtendedTest(rig, pid, '2.4.0');
    await offerToAll('2.4.0');
    const [updated, others] = [fleet.slice(0, UNITS_TO_JUDGE), fleet.slice(UNITS_TO_JUDGE)];
    expect(new Set(await updateAll(rig, updated))).toEqual(new Set(['installed']));
    await byTurns(rig, updated, (camera) => camera.record({ isBroken: true }));
    await byTurns(rig, others, (camera) => camera.record({ isBroken: false }));
    expect(await desk.find(pid, '2.4.0')).toMatchObject({ state: 'offered', haltedFor: null });
    await rig.clock.advance(minutes(11));
    const halted = await eventually(async () => {
      const release = await desk.find(pid, '2.4.0');
      if (release.state === 'offered') throw new Error('it is offered still');
      return release;
    });
    const units = UNITS_TO_JUDGE;
    expect(halted).toMatchObject({
      state: 'halted',
      haltedFor: { updated: { units, opened: units, arrived: 0 }, others: { units, opened: units, arrived: units } },
    });
    await isOffered(rig, pid, halted.id, 0);
    expect(new Set(await updateAll(rig, others))).toEqual(new Set(['none']));
    const { items } = await rig.maker.console.listNotices({ query: {} });
    expect(items.map(({ kind }) => kind)).toContain('release.halted');
    const { items: trail } = await rig.maker.console.listAudit({ query: { action: 'release.moved' } });
    expect(trail[0]).toMatchObject({ user: null, subject: pid, details: { version: '2.4.0', move: 'halt' } });

    await offerToAll('2.3.1', '--takes-back', '2.4.0');
    await updateAll(rig, fleet);
    expect(new Set(updated.map(({ firmware }) => firmware))).toEqual(new Set(['2.3.1']));
  },
  PATIENCE,
);
