// The prechecks over HTTP: each refusal with its words, what is left of it, and that nothing was granted.
import { hours } from '@kaitong/contract';
import { RUNS_PER_DAY } from '@kaitong/core';
import { authorise } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingGranted, expectRefused, refusedCode } from './testing/expectations.ts';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

test('an id that no region knows is stored and refused', async () => {
  const { application } = await expectRefused(rig, rig.maker, '6c00000000000000000000', 'device_unknown');
  expect(application).toMatchObject({ pid: null, firmware: null, region: null });
  const shown = await rig.maker.listApplications({ query: { state: 'not_refused' } });
  expect(shown.items.map(({ id }) => id)).not.toContain(application.id);
});

test.each(['u1234567', '6c-0000000000000000000', '设备设备设备设备设备设备设备设备设备设备'])(
  'what cannot be any device’s id is refused by its form, and not recorded: %s',
  async (typed) => {
    const answer = await rig.maker.fetch('/api/v1/applications', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ deviceId: typed }),
    });
    expect([answer.status, await answer.json()]).toMatchObject([
      422,
      { code: 'device_id_malformed', fields: [{ path: 'deviceId' }] },
    ]);
    expect((await rig.maker.listApplications({ query: { search: typed } })).items).toEqual([]);
  },
);

test('an id in groups and upper case is the same id', async () => {
  const unit = await rig.unit();
  const grouped = unit.deviceId.toUpperCase().replace(/.{4}/g, '$& ');
  expect(await refusedCode(rig.maker.createApplication({ body: { deviceId: grouped } }))).toBe('device_offline');
  const [recorded] = (await rig.maker.listApplications({ query: { search: unit.deviceId } })).items;
  expect(recorded?.deviceId).toBe(unit.deviceId);
});

test('without an agreement nothing is verified', async () => {
  const maker = await rig.newMaker({ agreed: false });
  const unit = await rig.unit({ maker });
  await unit.device();
  await expectRefused(rig, maker, unit.deviceId, 'agreement_not_in_force');
});

test('a PID of another account is refused, and neither it nor the firmware is told', async () => {
  const unit = await rig.unit({ maker: await rig.newMaker() });
  await unit.device();
  const { application } = await expectRefused(rig, rig.maker, unit.deviceId, 'pid_not_in_account');
  expect(application).toMatchObject({ pid: null, productName: null, firmware: null, region: null });
});

test('whoever was authorised as a developer may verify, on the agreement of the product’s owner', async () => {
  const helper = await rig.newMaker({ agreed: false });
  const unit = await rig.unit();
  await unit.camera();
  const give = (role: 'viewer' | 'developer') =>
    authorise(rig.maker.console, helper.console, { pid: unit.pid, login: helper.login, role });
  await give('viewer');
  await expectRefused(rig, helper, unit.deviceId, 'agreement_not_in_force');
  await give('developer');
  expect((await helper.activate(unit.deviceId)).application).toMatchObject({ state: 'approved', pid: unit.pid });
});

test('an agreement of one’s own does not do for a product whose owner has none', async () => {
  const owner = await rig.newMaker({ agreed: false });
  const unit = await rig.unit({ maker: owner });
  await unit.device();
  await authorise(owner.console, rig.maker.console, { pid: unit.pid, login: rig.maker.login, role: 'developer' });
  await expectRefused(rig, rig.maker, unit.deviceId, 'agreement_not_in_force');
});

test('a PID is activated once', async () => {
  const unit = await rig.unit();
  await unit.camera();
  expect((await rig.maker.activate(unit.deviceId)).application.state).toBe('approved');
  await expectRefused(rig, rig.maker, unit.deviceId, 'pid_already_activated');
});

test('a device that does not answer is offline, whatever it said before', async () => {
  const unit = await rig.unit();
  await expectRefused(rig, rig.maker, unit.deviceId, 'device_offline');
  const { device } = await unit.device();
  await device.vanish();
  await expectRefused(rig, rig.maker, unit.deviceId, 'device_offline');
});

test('older firmware in the field is a question; answered yes, the run starts', async () => {
  const unit = await rig.unit();
  await unit.device();
  await rig.unit({ pid: unit.pid, firmware: '2.2.10' });
  const params = { share: 50, firmware: '2.3.0' };
  await expectRefused(rig, rig.maker, unit.deviceId, 'older_firmware_in_field', params);
  const run = await rig.maker.submit(unit.deviceId, { acceptOlderFirmware: true });
  await run.sees('grant.acknowledged');
  await rig.maker.cancelApplication({ params: { id: run.id } });
});

test('while a run goes on, its device and its PID are taken', async () => {
  const unit = await rig.unit();
  await unit.device();
  const sibling = await rig.unit({ pid: unit.pid });
  await sibling.device();
  const run = await rig.maker.submit(unit.deviceId);
  await expectRefused(rig, rig.maker, unit.deviceId, 'run_in_progress', { running: run.id });
  await expectRefused(rig, rig.maker, sibling.deviceId, 'run_in_progress', { running: run.id });
  const helper = await rig.newMaker();
  await authorise(rig.maker.console, helper.console, { pid: unit.pid, login: helper.login, role: 'developer' });
  const { refused } = await expectRefused(rig, helper, sibling.deviceId, 'run_in_progress');
  expect(refused?.problem.params).not.toHaveProperty('running'); // another account's
  await rig.maker.cancelApplication({ params: { id: run.id } });
  await expectNothingGranted(rig, unit, await run.ended());
  const next = await rig.maker.submit(sibling.deviceId);
  await rig.maker.cancelApplication({ params: { id: next.id } });
});

test('of submissions at the same moment exactly one runs', async () => {
  const unit = await rig.unit();
  await unit.device();
  const sibling = await rig.unit({ pid: unit.pid });
  await sibling.device();
  const submissions = [unit, sibling, unit, sibling].map(({ deviceId }) =>
    refusedCode(rig.maker.createApplication({ body: { deviceId } })),
  );
  expect((await Promise.all(submissions)).sort()).toEqual([...Array(3).fill('run_in_progress'), undefined]);
  const { items } = await rig.maker.listApplications({ query: { search: unit.pid, state: 'verifying' } });
  expect(items).toHaveLength(1);
  for (const { id } of items) await rig.maker.cancelApplication({ params: { id } });
});

test('a device is verified so many times a day and not more; a check that refused does not count', async () => {
  const unit = await rig.unit();
  await unit.device({
    onGrant: () => {
      throw new Error('storage_broken');
    },
  });
  for (let run = 0; run < RUNS_PER_DAY; run++) {
    const { application } = await rig.maker.activate(unit.deviceId);
    expect(application.problem).toEqual({ code: 'grant_refused', params: { reason: 'storage_broken' } });
  }
  await expectRefused(rig, rig.maker, unit.deviceId, 'run_limit_reached', { limit: RUNS_PER_DAY });
  await rig.clock.advance(hours(24));
  // Its line ended with the token that it was opened with: until it is back it is offline.
  const next = async () => (await rig.maker.activate(unit.deviceId)).application.problem?.code;
  await expect.poll(next).toBe('grant_refused');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
