// A product that a browser's camera activates: named so everywhere, sold nowhere, until firmware of its own has passed.
import { CertificatePayload } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const certificateOf = async (id: string) => {
  const { certificate } = await rig.maker.getCertificate({ params: { id: id as never } });
  return CertificatePayload.parse(JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString()));
};

test('a browser activates it and nobody can buy; a camera with firmware of its own takes its place, and then they can', async () => {
  const { maker } = rig;
  const owner = rig.owners.cn;
  const { pid } = await maker.createProduct({ body: { name: '演示', demonstration: true } });
  const page = await rig.unit({ pid, sample: 'browser' });
  await page.camera();
  const { application: shown } = await maker.activate(page.deviceId);
  expect(shown).toMatchObject({ state: 'approved', sample: 'browser' });
  expect(await certificateOf(shown.id)).toMatchObject({ version: 2, sample: 'browser' });
  const { items: devices } = await maker.listDevices({ query: { pid } });
  expect(devices).toMatchObject([{ deviceId: page.deviceId, sample: 'browser' }]);
  const itemNow = () => maker.getServiceItem({ params: { pid } });
  expect(await itemNow()).toMatchObject({ sample: 'browser', sale: { state: 'demonstration' } });
  const offers = () => owner.listOffers({ params: { deviceId: page.deviceId } });
  const buy = (requestId: string) =>
    owner.createOrder({ body: { requestId, deviceId: page.deviceId, purchase: { trial: true } } });
  expect(await offers()).toMatchObject({ onSale: false, plans: [] });
  await expect(buy('a_request_of_tests_1')).rejects.toMatchObject({ problem: { code: 'product_not_on_sale' } });
  await expect(maker.resumeSale({ params: { pid } })).rejects.toMatchObject({
    problem: { code: 'demonstration_not_sold' },
  });

  const again = await maker.activate(page.deviceId);
  expect(again.application).toMatchObject({ state: 'refused', problem: { code: 'pid_already_activated' } });

  const camera = await rig.unit({ pid });
  await camera.camera();
  const { application: passed } = await maker.activate(camera.deviceId);
  expect(passed).toMatchObject({ state: 'approved', sample: 'firmware' });
  expect(await certificateOf(passed.id)).toMatchObject({ sample: 'firmware' });
  expect(await itemNow()).toMatchObject({ sample: 'firmware', applicationId: passed.id, sale: { state: 'on_sale' } });
  expect(await maker.getApplication({ params: { id: shown.id } })).toMatchObject({
    certificateRevoked: { reason: 'activation_undone' },
  });
  const { items: activations } = await maker.listActivations({ params: { pid }, query: {} });
  expect(activations.map(({ applicationId, reason }) => [applicationId, reason])).toEqual([
    [passed.id, null],
    [shown.id, null],
  ]);
  await eventually(async () => expect((await offers()).onSale).toBe(true));
  await expect(buy('a_request_of_tests_2')).resolves.toMatchObject({ price: { amount: 1 } });
});

test('a bridge is named in its certificate, and what it activates is sold', async () => {
  const bridge = await rig.unit({ sample: 'bridge' });
  await bridge.camera();
  const { application } = await rig.maker.activate(bridge.deviceId);
  expect(application).toMatchObject({ state: 'approved', sample: 'bridge' });
  expect(await certificateOf(application.id)).toMatchObject({ sample: 'bridge' });
  const { sale } = await rig.maker.getServiceItem({ params: { pid: bridge.pid } });
  expect(sale.state).toBe('on_sale');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
