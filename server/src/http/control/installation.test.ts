import { installation } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteDemonstration } from '../../control/accounts/demonstration.ts';
import { type ControlRig, startControl } from '../testing/control.ts';
import { refusedCode } from '../testing/refused.ts';

let rig: ControlRig;
beforeAll(async () => {
  rig = await startControl();
});
afterAll(() => rig[Symbol.asyncDispose]());

test('accounts of a demonstration are told of where others reach the server, to makers and those who run it', async () => {
  const [demo, maker] = [await rig.maker('demo'), await rig.maker('somebody')];
  const operator = await rig.operator();
  const reachable = async () => {
    const clients = [maker, operator].map((one) => one.client(installation));
    const answers = await Promise.all(clients.map((client) => client.getInstallation({})));
    return answers.map(({ demonstrationReachable }) => demonstrationReachable);
  };
  rig.context.isLocal = false;
  expect(await reachable()).toEqual([false, false]);
  for (let starts = 0; starts < 2; starts++) await noteDemonstration(rig.context, [demo.login, 'nobody@example.com']);
  expect(await reachable()).toEqual([true, true]);
  rig.context.isLocal = true;
  expect(await reachable()).toEqual([false, false]);
  expect(await refusedCode(rig.browser().client(installation).getInstallation({}))).toBe('not_signed_in');
});

test('the app of each region has an address', async () => {
  const { apps } = await (await rig.maker('looking')).client(installation).getInstallation({});
  expect(apps).toEqual([
    { region: 'cn', url: `${rig.context.publicUrl}/cn/app` },
    { region: 'eu', url: `${rig.context.publicUrl}/eu/app` },
  ]);
});
