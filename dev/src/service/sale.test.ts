// What a maker does with an activated product changes what owners see, in every region, at their next request.
import type { DeviceId, Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import { holdRows } from '../activation/testing/holds.ts';
import type { Owner } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { stages } from '../activation/testing/stages.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const EVENT_30 = 'plevent30month000000' as never;

/** Every region has confirmed the product's newest state. */
const settled = (pid: Pid) =>
  eventually(async () => {
    const { rows } = await rig.control.pool.query(
      `SELECT region FROM publication p JOIN product USING (pid)
       WHERE pid = $1 AND (confirmed_version < version OR lagging_since IS NOT NULL)`,
      [pid],
    );
    expect(rows).toEqual([]);
  });
const entryOf = async ({ owner, deviceId }: { owner: Owner; deviceId: DeviceId }) =>
  (await owner.getDevice({ params: { deviceId } })).cloudStorage;

test('stopped, resumed, limited to some plans and undone: owners in all regions see it at once', async () => {
  const unit = await rig.unit();
  const abroad = await rig.unit({ pid: unit.pid, owner: rig.owners.eu });
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  const params = { pid: unit.pid };
  const entries = async () => {
    await settled(unit.pid);
    return [await entryOf(unit), await entryOf(abroad)].map((entry) => entry?.plans.length);
  };
  expect(await entries()).toEqual([10, 10]);
  await rig.maker.stopSale({ params, body: { reason: '' } });
  expect(await entries()).toEqual([0, 0]); // the entry stays, and sells nothing
  await rig.maker.choosePlans({ params, body: { planIds: [EVENT_30] } });
  await rig.maker.resumeSale({ params });
  expect(await entries()).toEqual([1, 1]);

  await rig.maker.undoActivation({ params, body: { reason: 'the wrong product' } });
  expect(await entries()).toEqual([undefined, undefined]);
  expect(await rig.maker.getApplication({ params: { id: application.id } })).toMatchObject({
    state: 'approved',
    certificateRevoked: { reason: 'activation_undone' },
  });

  const again = await rig.maker.activate(unit.deviceId);
  expect(again.application.state).toBe('approved');
  expect(await entries()).toEqual([10, 10]);
  const { items } = await rig.maker.listActivations({ params, query: {} });
  expect(items.map(({ applicationId, endedAt }) => [applicationId, endedAt === null])).toEqual([
    [again.application.id, true],
    [application.id, false],
  ]);
});

test('undone before the sample’s region has heard of it, the application ends and the entry never shows', async () => {
  const { unit, run, goOn } = await stages.activate({ rig });
  const held = await holdRows(rig.regions.cn, 'SELECT FROM product WHERE pid = $1 FOR UPDATE', [unit.pid]);
  await goOn();
  await run.sees('step.started', ({ step }) => step === 'publish');
  const params = { pid: unit.pid };
  await rig.maker.undoActivation({ params, body: { reason: 'at once' } });
  const { application } = await run.ended();
  expect(application).toMatchObject({ state: 'approved', endedAt: expect.any(String) });
  await held.release();
  await settled(unit.pid);
  expect(await entryOf(unit)).toBeNull();
  expect(await refusedCode(rig.maker.getServiceItem({ params }))).toBe('product_not_activated');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
