// A virtual camera takes what its maker signed, by itself and at once, and nothing else.
import { writeFileSync } from 'node:fs';
import type { FirmwareOffer, FirmwareRelease, ReleaseId } from '@kaitong/contract';
import { seconds } from '@kaitong/contract';
import {
  type CameraNews,
  startUpdatingCamera,
  type UpdatingCamera,
  type VirtualImage,
  writeImage,
} from '@kaitong/device/virtual';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { forgetRates } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { type Camera, type Desk, openDesk, pairFleet, passExtendedTest } from './testing/fleet.ts';

let rig: RunningRig;
let desk: Desk;
let unit: Camera['unit'];
let camera: UpdatingCamera;
const news: CameraNews[] = [];
/** What the way between camera and platform makes of an offer. */
let onTheWay = (offer: FirmwareOffer): FirmwareOffer => offer;

beforeAll(async () => {
  rig = await startRig({}, { judge: await sharedJudge('none') });
  desk = await openDesk(rig);
  const { pid, fleet } = await pairFleet(rig, desk, 1);
  await desk.kaitong('key', pid, desk.files.publicKey);
  ({ unit } = fleet[0] as Camera);
  camera = await startUpdatingCamera({
    ...{ credentials: unit.credentials, firmware: '2.3.0', updates: { pid, makerKeys: desk.makerKeys } },
    ...{ width: 160, height: 90, fps: 10, trial: seconds(2) },
    fetch: forging,
    onNews: (one) => news.push(one),
  });
});
afterAll(async () => {
  await camera.close();
  await rig.stop();
  desk.close();
});

async function forging(...call: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...call);
  if (!String(call[0]).includes('/device/v1/firmware?')) return response;
  const { offer } = (await response.json()) as { offer: FirmwareOffer | null };
  return Response.json({ offer: offer && onTheWay(offer) });
}

async function offer(version: string, image: VirtualImage, ...more: string[]): Promise<FirmwareRelease> {
  await forgetRates(rig);
  writeFileSync(desk.files.image, writeImage(image));
  await desk.sign(unit.pid, version, ...more);
  await desk.release();
  await passExtendedTest(rig, unit.pid, version);
  for (const _ of [5, 25, 50, 100]) await desk.kaitong('rollout', unit.pid, version);
  return await desk.find(unit.pid, version);
}
/** Until the camera is offered it no more: what was told it before may still have it ask. */
async function withdraw(version: string): Promise<void> {
  await desk.kaitong('withdraw', unit.pid, version);
  await eventually(async () => expect(await camera.device.update()).toEqual({ ok: true, value: { is: 'none' } }));
}

const said = (id: ReleaseId) =>
  eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(
      `SELECT report, reason FROM firmware_update WHERE release_id = $1 AND report IN ('installed', 'failed', 'rolled_back')`,
      [id],
    );
    if (rows.length === 0) throw new Error('the camera says nothing');
    return [rows[0].report, rows[0].reason].filter(Boolean).join(' ');
  });

test('what is released while it is there is installed at once, and runs', async () => {
  const { id } = await offer('2.4.0', { starts: true });
  expect(await said(id)).toBe('installed');
  expect(camera.firmware).toBe('2.4.0');
  await eventually(() => expect(news).toContainEqual({ is: 'updated', firmware: '2.4.0' }));
});

test('what does not come up is taken back by the camera itself, and not offered to it again', async () => {
  const { id } = await offer('2.5.0', { starts: false });
  expect(await said(id)).toBe('rolled_back');
  expect(camera.firmware).toBe('2.4.0');
  expect(news).toContainEqual({ is: 'taken_back', firmware: '2.5.0' });
  expect(await camera.device.update()).toEqual({ ok: true, value: { is: 'none' } });
  await withdraw('2.5.0');
});

test('a version that was halted is taken back by an older one, whose signed manifest names it', async () => {
  const { id } = await offer('2.6.0', { starts: true, fault: 'flow.grant_refused' });
  expect(await said(id)).toBe('installed');
  await desk.kaitong('halt', unit.pid, '2.6.0');
  const back = await offer('2.4.1', { starts: true }, '--takes-back', '2.6.0');
  expect(await said(back.id)).toBe('installed');
  expect(camera.firmware).toBe('2.4.1');
});

test.each([
  ['another product’s', 'other_product'],
  ['an older version’s', 'not_newer'],
])('%s signed image is refused, whoever put it on the way', async (_, because) => {
  const { pid } = unit;
  await desk.sign(
    because === 'not_newer' ? pid : ('b'.repeat(16) as never),
    because === 'not_newer' ? '2.2.0' : '9.0.0',
  );
  const { manifest, signature } = desk.signed();
  onTheWay = (one) => ({ ...one, manifest, signature });
  const version = because === 'not_newer' ? '2.7.0' : '2.7.1';
  const { id } = await offer(version, { starts: true });
  expect(await said(id)).toBe(`failed ${because}`);
  await withdraw(version);
  onTheWay = (one) => one;
  expect(camera.firmware).toBe('2.4.1');
});

test('a manifest that was changed on the way is refused, and so is an image', async () => {
  onTheWay = (one) => ({ ...one, manifest: { ...one.manifest, version: '9.9.9' as never } });
  const { id } = await offer('2.8.0', { starts: true });
  expect(await said(id)).toBe('failed signature_wrong');
  await withdraw('2.8.0');
  const bytes = Buffer.from(writeImage({ starts: true })).fill(0x20, 0, 1);
  onTheWay = (one) => ({ ...one, url: `data:application/octet-stream;base64,${bytes.toString('base64')}` });
  const other = await offer('2.8.1', { starts: true });
  expect(await said(other.id)).toBe('failed image_damaged');
  expect(camera.firmware).toBe('2.4.1');
});
