// What a button alone asks for, after a question or without one: a refusal is told with what to do and its code, and what
// stands there is read again, since somebody may have been faster.
import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { type Handlers, NO_NETWORK, Refused } from '../testing/fake-server.ts';
import { sample } from '../testing/sample.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

const [product] = sample(maker.listProducts.reply).items;
const [licence] = sample(maker.listLicences.reply).items;
const [device] = sample(maker.listDevices.reply).items;
const [key] = sample(maker.listApiKeys.reply).items;
const [tester] = sample(maker.listTesters.reply).items;
if (!product || !licence || !device || !key || !tester) throw new Error('samples hold one item');
const verifying = {
  ...sample(maker.createApplication.reply),
  ...({ state: 'verifying', step: 'await-event', problem: null, endedAt: null } as const),
};

type Act = {
  address: string;
  reads?: Handlers<typeof maker>;
  button: string;
  /** What the question's button is called, where there is a question. */
  sure?: string;
  call: keyof typeof maker;
  again: keyof typeof maker;
};

const ACTS: Record<string, Act> = {
  'the end of a key': {
    reads: { listApiKeys: () => ({ items: [key], next: null }) },
    ...{ address: '/keys', button: en.keys.revoke, sure: en.keys.revoke },
    ...{ call: 'revokeApiKey', again: 'listApiKeys' },
  },
  'the end of a link with a tester': {
    reads: { listTesters: () => ({ items: [tester], next: null }) },
    ...{ address: '/testers', button: en.testers.unlink, sure: en.testers.unlink },
    ...{ call: 'unlinkTester', again: 'listTesters' },
  },
  'the end of a licence': {
    address: `/products/${product.pid}`,
    reads: { listLicences: () => ({ items: [{ ...licence, revokedAt: null }], next: null }) },
    ...{ button: en.licences.revoke, sure: en.licences.revoke, call: 'revokeLicences', again: 'listLicences' },
  },
  'motion detection of a tester’s camera': {
    address: `/devices/${device.deviceId}`,
    reads: {
      getDevice: () => ({
        ...{ ...device, tester: true, presence: 'online' },
        motionDetection: { enabled: false, sensitivity: 'low', schedule: null },
      }),
    },
    ...{ button: en.motion.enable, call: 'enableMotionDetection', again: 'getDevice' },
  },
  'cancelling an application': {
    address: `/my/services/video-cloud-storage/add?application=${verifying.id}`,
    reads: { getApplication: () => verifying },
    ...{ button: en.common.cancel, sure: en.run.cancelOk, call: 'cancelApplication', again: 'getApplication' },
  },
};

test.each(Object.entries(ACTS))('%s that is refused says why and what to do', async (_, act) => {
  const { server } = await openConsole(act.address, { ...act.reads, [act.call]: () => new Refused('not_allowed') });
  const ask = async () => {
    await page.getByRole('main').getByRole('button', { name: act.button, exact: true }).first().click();
    if (act.sure) await page.getByRole('dialog').getByRole('button', { name: act.sure, exact: true }).click();
  };
  await ask();
  await expect.element(page.getByText(/not_allowed/)).toBeVisible();
  const reads = server.calls(act.again).length;
  expect(reads).toBeGreaterThan(1);
  // A network that is gone is told in the same place, and the same can be asked for once more.
  server.answer({ [act.call]: () => NO_NETWORK });
  await ask();
  await expect.element(page.getByText(/unreachable|no_network|network/i).first()).toBeVisible();
  expect(server.calls(act.call)).toHaveLength(2);
});
