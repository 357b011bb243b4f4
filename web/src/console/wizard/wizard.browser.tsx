import {
  type ApplicationProgress,
  applicationEventsPath,
  maker,
  type ProblemCode,
  type Reply,
} from '@kaitong/contract';
import { type CheckCode, finding } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { z } from 'zod';
import { later, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { lookAway } from '../../testing/look-away.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

type Application = Reply<typeof maker.createApplication>;
/** What happened, but for its time. */
type Told =
  z.input<typeof ApplicationProgress> extends infer One
    ? One extends { at: string }
      ? Omit<One, 'at'>
      : never
    : never;
const ADD = '/my/services/video-cloud-storage/add';
const DEVICE = '6c498a7ef85bd838ffkgxb';
const VERIFYING: Application = {
  ...sample(maker.createApplication.reply),
  deviceId: DEVICE,
  releaseId: null,
  state: 'verifying',
  step: 'await-event',
  problem: null,
  findings: [],
  endedAt: null,
  certifiedAt: null,
  certificateRevoked: null,
  footage: 'none',
  lagging: [],
  motionDetection: 'on',
};
const RUN = `${ADD}?application=${VERIFYING.id}`;

const field = () => page.getByLabelText(en.wizard.deviceId);
const submit = () => page.getByRole('button', { name: en.wizard.next });
const wave = () => page.getByText(en.wave.now);
const refused = (code: ProblemCode) => page.getByRole('alert').getByText(new RegExp(code));

test('an empty device ID is asked for, and nothing is sent', async () => {
  const { server } = await openConsole(ADD);
  await field().fill('   ');
  await submit().click();
  await expect.element(page.getByText(en.wizard.deviceIdRequired)).toBeVisible();
  expect(server.calls('createApplication')).toEqual([]);
});

test('a device ID counts without the spaces and line breaks that were copied with it', async () => {
  const { server, router } = await openConsole(ADD, {
    createApplication: () => VERIFYING,
    getApplication: () => VERIFYING,
  });
  await field().fill('  6c49 8a7e f85b d838 ffkg xb\t');
  await submit().click();
  await expect.element(wave()).toBeVisible();
  expect(server.calls('createApplication').map(({ body }) => body.deviceId)).toEqual([DEVICE]);
  expect(router.state.location.search).toEqual({ application: VERIFYING.id });
});

test('what cannot be any device’s ID is told under the field, which keeps the focus, and nothing is sent', async () => {
  const { server } = await openConsole(ADD);
  await field().fill('uuid-of-a-unit');
  await submit().click();
  await expect.element(page.getByText(en.wizard.deviceIdFormat)).toBeVisible();
  await expect.element(field()).toHaveFocus();
  expect(server.calls('createApplication')).toEqual([]);
});

test('an ID in upper case, as scanners read it, is the same ID', async () => {
  const { server } = await openConsole(ADD, { createApplication: () => VERIFYING, getApplication: () => VERIFYING });
  await field().fill(DEVICE.toUpperCase());
  await submit().click();
  await expect.element(wave()).toBeVisible();
  expect(server.calls('createApplication').map(({ body }) => body.deviceId)).toEqual([DEVICE]);
});

test('without the agreement nothing is asked for: the page leads to it', async () => {
  const service = sample(maker.listServices.reply, 0, { items: 1 }).items[0];
  if (!service) throw new Error('the market is empty');
  await openConsole(ADD, {
    listServices: () => ({ items: [{ ...service, id: 'video-cloud-storage', agreement: null }] }),
  });
  await expect.element(page.getByText(en.manage.notInForce)).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.manage.goApply })).toBeVisible();
  expect(field().query()).toBeNull();
});

test.each(['commerce', 'viewer'] as const)('%s reads why nothing can be added, and nothing is asked', async (role) => {
  const session = sample(maker.getSession.reply);
  const user = { ...session.user, triedAt: null };
  const { server } = await openConsole(ADD, {
    getSession: () => ({ ...session, user, account: { ...session.account, kind: 'maker', role } }),
  });
  await expect.element(page.getByText(/takes the role Administrator or Developer/)).toBeVisible();
  expect(field().query()).toBeNull();
  expect(server.calls('listDevices')).toEqual([]);
});

test('a cancelled application is shown as stopped, not as failed', async () => {
  await openConsole(RUN, {
    getApplication: () => ({ ...VERIFYING, state: 'cancelled', endedAt: new Date().toISOString() }),
  });
  await expect.element(page.getByRole('heading', { name: en.failed.cancelled })).toBeVisible();
  expect(document.querySelector('.ant-steps-item-error')).toBeNull();
});

test('more than an ID can have is not taken into the field', async () => {
  await openConsole(ADD);
  await field().fill('x'.repeat(500));
  await expect.element(field()).toHaveValue('x'.repeat(64));
});

test('Enter and button, pressed as often as one likes, submit once', async () => {
  const { answer, give } = later<Application>();
  const { server } = await openConsole(ADD, { createApplication: answer, getApplication: () => VERIFYING });
  await field().fill(DEVICE);
  await userEvent.keyboard('{Enter}{Enter}');
  await expect.element(page.getByText(en.wizard.checking)).toBeVisible();
  await expect.element(field()).toBeDisabled();
  await userEvent.keyboard('{Enter}');
  give(VERIFYING);
  await expect.element(wave()).toBeVisible();
  expect(server.calls('createApplication')).toHaveLength(1);
});

test.each(['device_offline', 'pid_not_in_account', 'pid_already_activated'] as const)(
  'the refusal %s stands under the field until the field changes, and a second try is sent',
  async (code) => {
    const { server } = await openConsole(ADD, {
      createApplication: () => new Refused(code),
      getApplication: () => VERIFYING,
    });
    await field().fill(DEVICE);
    await submit().click();
    await expect.element(refused(code)).toBeVisible();
    await expect.element(field()).toHaveValue(DEVICE);
    await expect.element(field()).toHaveFocus();
    await field().fill(`${DEVICE}x`);
    await expect.element(refused(code)).not.toBeInTheDocument();
    server.answer({ createApplication: () => VERIFYING });
    await field().fill(DEVICE);
    await submit().click();
    await expect.element(wave()).toBeVisible();
  },
);

test('a network that is lost while the device is looked for is told, and submitting again works', async () => {
  const { server } = await openConsole(ADD, {
    createApplication: () => NO_NETWORK,
    getApplication: () => VERIFYING,
  });
  await field().fill(DEVICE);
  await submit().click();
  await expect.element(page.getByRole('alert').getByText(/server_unreachable/)).toBeVisible();
  server.answer({ createApplication: () => VERIFYING });
  await submit().click();
  await expect.element(wave()).toBeVisible();
});

test('older firmware in the field is a question: its answer submits the same device again', async () => {
  const { server } = await openConsole(ADD, {
    createApplication: ({ body }) =>
      body.acceptOlderFirmware ? VERIFYING : new Refused('older_firmware_in_field', { share: 12, firmware: '2.3.0' }),
    getApplication: () => VERIFYING,
  });
  await field().fill(DEVICE);
  await submit().click();
  await page.getByRole('button', { name: en.wizard.olderGoOn }).click();
  await expect.element(wave()).toBeVisible();
  expect(server.calls('createApplication').map(({ body }) => body.acceptOlderFirmware ?? false)).toEqual([false, true]);
});

test('beside the chosen device stands how much of its product runs what it would show to pass', async () => {
  const device = {
    ...sample(maker.listDevices.reply.shape.items.element),
    deviceId: DEVICE,
    firmware: '2.4.0' as never,
  };
  const home = sample(maker.getProductHome.reply);
  const version = (firmware: string, units: number) => ({
    firmware: firmware as never,
    units,
    online: 0,
    passing: null,
  });
  await openConsole(ADD, {
    listDevices: ({ query }) => ({
      ...sample(maker.listDevices.reply),
      items: query.search === DEVICE ? [device] : [],
    }),
    getProductHome: () => ({
      ...home,
      product: { ...home.product, name: 'Doorbell' },
      fleet: {
        firmware: [version('2.4.0', 164), version('2.3.0', 36)],
        arrivals: [],
        eventsUnreachable: [],
        unreachable: [],
      },
    }),
  });
  await field().fill(DEVICE);
  const share = page.getByText(/Doorbell has 200 units, 82% of which run the sample’s 2\.4\.0 or newer\./);
  await expect.element(share).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.wizard.goFirmware })).toBeVisible();
});

test('a device that is online is picked instead of typed', async () => {
  const device = { ...sample(maker.enableMotionDetection.reply), deviceId: DEVICE, presence: 'online' as const };
  const product = { ...sample(maker.createProduct.reply), pid: device.pid, name: 'Doorbell', activation: null };
  await openConsole(ADD, {
    listDevices: () => ({ items: [device], next: null, unreachable: [] }),
    listProducts: () => ({ items: [product], next: null }),
  });
  await page.getByRole('button', { name: /Doorbell/ }).click();
  await expect.element(field()).toHaveValue(DEVICE);
});

test('the browser’s back button leads from the run to step 1, and submits nothing', async () => {
  const { server, router } = await openConsole(ADD, {
    createApplication: () => VERIFYING,
    getApplication: () => VERIFYING,
  });
  await field().fill(DEVICE);
  await submit().click();
  await expect.element(wave()).toBeVisible();
  router.history.back();
  await expect.element(submit()).toBeVisible();
  router.history.forward();
  await expect.element(wave()).toBeVisible();
  expect(server.calls('createApplication')).toHaveLength(1);
});

test('before the device has answered nobody is asked to wave: it would be for nothing', async () => {
  const { server } = await openConsole(RUN, { getApplication: () => ({ ...VERIFYING, step: 'grant' }) });
  await expect.element(page.getByText(en.wave.soon)).toBeVisible();
  await expect.element(wave()).not.toBeInTheDocument();
  const progress: Told = { type: 'step.started', step: 'await-event', deadlineAt: null };
  server.tell(applicationEventsPath(VERIFYING.id), { seq: 1, progress: { at: new Date().toISOString(), ...progress } });
  await expect.element(wave()).toBeVisible();
});

test('step 2 waits for the wave, verifies from the event on, and ends with what was activated', async () => {
  const { server } = await openConsole(RUN, { getApplication: () => VERIFYING });
  await expect.element(wave()).toBeVisible();
  const tell = (seq: number, progress: Told) =>
    server.tell(applicationEventsPath(VERIFYING.id), { seq, progress: { at: new Date().toISOString(), ...progress } });
  tell(1, { type: 'event.opened', eventId: 'ev000000000000000001', eventType: 'motion' });
  await expect.element(page.getByText(en.run.verifyingText)).toBeVisible();
  const certifiedAt = new Date().toISOString();
  const approved: Application = {
    ...VERIFYING,
    ...{ state: 'approved', productName: 'Doorbell', firmware: '2.3.0', certifiedAt },
  };
  server.answer({ getApplication: () => ({ ...approved, lagging: ['cn', 'us'] }) });
  tell(2, { type: 'step.started', step: 'publish', deadlineAt: null });
  tell(3, { type: 'region.lagging', region: 'us' });
  await expect.element(page.getByText(/^No answer from/)).toBeVisible();
  const done = page.getByRole('dialog');
  await expect.element(done).not.toBeInTheDocument();
  const endedAt = new Date().toISOString();
  server.answer({ getApplication: () => ({ ...approved, endedAt, lagging: ['us'] }) });
  tell(4, { type: 'region.published', region: 'cn' });
  tell(5, { type: 'application.ended', state: 'approved', problem: null });
  await expect.element(done.getByText(en.done.title)).toBeVisible();
  await expect.element(done.getByText(/Doorbell/)).toBeVisible();
  const leads = [
    [en.done.sell, `/my/services/video-cloud-storage/items/${VERIFYING.pid}`],
    [en.application.certificate, `/applications/${VERIFYING.id}`],
  ] as const;
  for (const [name, href] of leads)
    await expect.element(done.getByRole('link', { name })).toHaveAttribute('href', href);
  const follows = done.getByText(/will follow shortly/);
  await expect.element(follows).toBeVisible();
  server.answer({ getApplication: () => ({ ...approved, endedAt }) });
  tell(6, { type: 'region.published', region: 'us' });
  await expect.element(follows).not.toBeInTheDocument();
  await expect.element(page.getByText(en.run.note.everywhere)).toBeVisible();
  await done.getByRole('button', { name: en.done.again }).click();
  await expect.element(field()).toHaveValue('');
});

test('a tab that nobody sees holds no stream of the run, and shows how it went when one comes back', async () => {
  const { server } = await openConsole(RUN, { getApplication: () => VERIFYING });
  await expect.element(wave()).toBeVisible();
  const path = applicationEventsPath(VERIFYING.id);
  const tell = (seq: number, progress: Told) =>
    server.tell(path, { seq, progress: { at: new Date().toISOString(), ...progress } });
  await expect.poll(() => server.readers(path)).toBe(1);
  tell(1, { type: 'event.opened', eventId: 'ev000000000000000001', eventType: 'motion' });
  await expect.element(page.getByText(en.run.verifyingText)).toBeVisible();
  const comeBack = lookAway();
  await expect.poll(() => server.readers(path)).toBe(0);
  expect(page.getByText(en.run.reconnecting).query()).toBeNull();
  await expect.element(page.getByText(en.run.verifyingText)).toBeVisible();
  const endedAt = new Date().toISOString();
  server.answer({ getApplication: () => ({ ...VERIFYING, state: 'approved', productName: 'Doorbell', endedAt }) });
  tell(2, { type: 'application.ended', state: 'approved', problem: null });
  comeBack();
  await expect.element(page.getByRole('dialog').getByText(en.done.title)).toBeVisible();
});

/** The stream of an application that waits for its test of the way up. */
async function openPreflight() {
  const { server } = await openConsole(RUN, { getApplication: () => ({ ...VERIFYING, step: 'preflight' }) });
  let seq = 0;
  const tell = (...all: Told[]) => {
    for (const progress of all)
      server.tell(applicationEventsPath(VERIFYING.id), {
        seq: ++seq,
        progress: { at: new Date().toISOString(), ...progress },
      });
  };
  const deadlineAt = new Date(Date.now() + 600_000).toISOString();
  tell({ type: 'step.started', step: 'preflight', deadlineAt }, { type: 'probe.sent' });
  await expect.element(page.getByText(en.run.preflight.title)).toBeVisible();
  return { server, tell };
}
const flawed = (...codes: CheckCode[]): Told => ({
  ...{ type: 'probe.ended', outcome: 'flawed', reason: null, stopped: true },
  findings: codes.map((code) => finding(code)),
});

test('while the way up is tested nobody is asked to wave, and the ring carries what is left of the ten minutes', async () => {
  await openPreflight();
  await expect.element(wave()).not.toBeInTheDocument();
  await expect.element(page.getByText(/^(?:10:00|9:5\d)$/)).toBeVisible();
});

test('a test that failed is shown with its fix and repeated by a button; the next one says what changed', async () => {
  const { server, tell } = await openPreflight();
  const again = page.getByRole('button', { name: en.run.preflight.again });
  await expect.element(again).not.toBeInTheDocument();
  tell(flawed('video.first_not_key', 'ts.sync'));
  await expect.element(page.getByText(en.run.preflight.stopped)).toBeVisible();
  await expect.element(page.getByText(/video\.first_not_key/).first()).toBeVisible();
  await expect.element(wave()).not.toBeInTheDocument();
  server.answer({ repeatPreflight: () => ({ test: 2 }) });
  await again.click();
  expect(server.calls('repeatPreflight').map(({ params }) => params.id)).toEqual([VERIFYING.id]);
  tell({ type: 'probe.sent' });
  await expect.element(page.getByText(en.run.preflight.repeated)).toBeVisible();
  await expect.element(again).not.toBeInTheDocument();
  tell(flawed('ts.sync'));
  await expect.element(page.getByText('video.first_not_key gone, 1 left')).toBeVisible();
});

test('a test that is fine leads to the wave, with what it advises folded beside it', async () => {
  const { tell } = await openPreflight();
  const advice = finding('enc.none');
  tell(
    { type: 'probe.ended', outcome: 'flawed', reason: null, findings: [advice] },
    { type: 'step.started', step: 'await-event', deadlineAt: new Date(Date.now() + 110_000).toISOString() },
  );
  await expect.element(wave()).toBeVisible();
  await expect.element(page.getByText(en.run.preflight.found)).toBeVisible();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  await expect.element(page.getByText(/^1(?:10|0\d)$/)).toBeVisible();
});

test('a test that cannot be repeated any more says why', async () => {
  const { server, tell } = await openPreflight();
  tell(flawed('ts.sync'));
  server.answer({ repeatPreflight: () => new Refused('no_preflight', { step: 'await-event' }) });
  await page.getByRole('button', { name: en.run.preflight.again }).click();
  await expect.element(page.getByText(/no upload test to repeat/)).toBeVisible();
});

test('a sample that failed can be verified again, as a new application', async () => {
  const again = { ...VERIFYING, id: `${VERIFYING.id.slice(0, -1)}2` };
  const { router } = await openConsole(RUN, {
    getApplication: ({ params }) => (params.id === again.id ? again : { ...VERIFYING, state: 'rejected' }),
    createApplication: () => again,
  });
  await expect.element(page.getByText(en.failed.title)).toBeVisible();
  await userEvent.dblClick(page.getByRole('button', { name: en.failed.again }));
  await expect.element(wave()).toBeVisible();
  expect(router.state.location.search).toEqual({ application: again.id });
});

test('cancelling is asked about; one that comes too late shows how the application ended', async () => {
  const { server } = await openConsole(RUN, { getApplication: () => VERIFYING });
  await page.getByRole('button', { name: en.common.cancel }).click();
  await page.getByRole('button', { name: en.run.cancelKeep }).click();
  expect(server.calls('cancelApplication')).toEqual([]);
  server.answer({
    cancelApplication: () => new Refused('application_ended'),
    getApplication: () => ({ ...VERIFYING, state: 'rejected' }),
  });
  await page.getByRole('button', { name: en.common.cancel }).click();
  await page.getByRole('button', { name: en.run.cancelOk }).click();
  await expect.element(page.getByText(en.run.tooLate)).toBeVisible();
  await expect.element(page.getByText(en.failed.title)).toBeVisible();
});

test('the question whether to cancel has the focus, Escape keeps the verification, and the button has the focus again', async () => {
  await openConsole(RUN, { getApplication: () => VERIFYING });
  const cancel = page.getByRole('button', { name: en.common.cancel });
  await expect.element(cancel).toBeVisible();
  (cancel.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  const question = page.getByRole('dialog');
  await expect.element(question).toBeVisible();
  await expect.poll(() => question.element().contains(document.activeElement)).toBe(true);
  await userEvent.keyboard('{Escape}');
  await expect.element(question).not.toBeInTheDocument();
  await expect.element(cancel).toHaveFocus();
});

test('where it ends while somebody is asked whether to cancel, the question goes: one dialogue says how it ended', async () => {
  const { server } = await openConsole(RUN, { getApplication: () => VERIFYING });
  await page.getByRole('button', { name: en.common.cancel }).click();
  const question = page.getByText(en.run.cancelText);
  await expect.element(question).toBeVisible();
  const endedAt = new Date().toISOString();
  server.answer({
    getApplication: () => ({ ...VERIFYING, state: 'approved', productName: 'Doorbell', firmware: '2.3.0', endedAt }),
  });
  const progress: Told = { type: 'application.ended', state: 'approved', problem: null };
  server.tell(applicationEventsPath(VERIFYING.id), { seq: 1, progress: { at: endedAt, ...progress } });
  await expect.element(page.getByText(en.done.title)).toBeVisible();
  await expect.element(question).not.toBeInTheDocument();
  expect(page.getByRole('dialog').all()).toHaveLength(1);
});

test('an application that is not there is told, without a form that cannot help', async () => {
  await openConsole(RUN, { getApplication: () => new Refused('not_found') });
  await expect.element(page.getByText(/not_found/)).toBeVisible();
});
