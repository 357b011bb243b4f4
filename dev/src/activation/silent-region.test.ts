// A region that does not answer, and a server that cannot decode: what still works, and what is said.
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { expectRefused } from './testing/expectations.ts';
import { type RunningRig, startRig } from './testing/rig.ts';
import { stages } from './testing/stages.ts';

const deadRegion = {
  KAITONG_REGION_URLS: 'us=http://127.0.0.1:9',
  KAITONG_PLANE_TOKEN: 'a secret that all planes of this test share',
};

describe('a region is silent', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await startRig(deadRegion);
  });
  afterAll(() => rig.stop());

  test('an unknown id may be there, and the region is named', async () => {
    await expectRefused(rig, rig.maker, '6c00000000000000000000', 'region_unreachable', { region: 'us' });
  });

  test('a device of another region is found, activated there, and the silent region named as lagging', async () => {
    const { unit, run, goOn } = await stages['await-event']({ rig });
    await goOn();
    const { application } = await run.ended();
    expect(application).toMatchObject({ state: 'approved', region: 'cn' });
    const shown = (await unit.owner.listDevices({})).items.find(({ deviceId }) => deviceId === unit.deviceId);
    expect(shown?.cloudStorage).not.toBeNull();
    expect((await run.sees('region.lagging')).region).toBe('us');
    await eventually(async () =>
      expect(await (await rig.maker.getApplication({ params: { id: run.id } })).lagging).toEqual(['us']),
    );
  });
});

describe('level 2 is missing', () => {
  let rig: RunningRig;
  beforeAll(async () => {
    rig = await startRig({}, { judge: await sharedJudge('none') });
  });
  afterAll(() => rig.stop());

  test('nothing is started', async () => {
    const unit = await rig.unit();
    await unit.device();
    await expectRefused(rig, rig.maker, unit.deviceId, 'judge_unavailable');
  });
});
