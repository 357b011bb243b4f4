// An owner reads of new firmware at their camera's page, puts it off, wants it now, and sees how it goes.
import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { type Desk, isOffered, openDesk, pairFleet } from '../../src/firmware/testing/fleet.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openSignedIn, PHONE } from './people.ts';

let rig: RunningRig;
let desk: Desk;
let browser: Browser;
beforeAll(async () => {
  const { folder: pages } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages }), launchChromium()]);
  desk = await openDesk(rig);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
  desk?.close();
});

const words = {
  'zh-CN': {
    ...{ offered: '新固件 2.4.0', notes: '修复', night: '今晚安装', waiting: '固件 2.4.0 将在夜间安装' },
    ...{ now: '立即安装', asked: '摄像机不在线，上线后安装。', installed: '固件 2.4.0 已安装' },
  },
  en: {
    ...{
      offered: 'New firmware 2.4.0',
      notes: 'Mended',
      night: 'Tonight',
      waiting: 'Firmware 2.4.0 will be installed at night',
    },
    ...{ now: 'Install now', asked: 'The camera is not online', installed: 'Firmware 2.4.0 is installed' },
  },
} as const;

async function openDevice(deviceId: string, language: Language): Promise<Page> {
  const { login } = rig.owners.cn;
  const page = await openSignedIn(
    browser,
    `${rig.url}/cn/app/`,
    { login, password: PASSWORD },
    { language, width: PHONE },
  );
  await page.goto(`${rig.url}/cn/app/devices/${deviceId}`);
  return page;
}

test.each(['zh-CN', 'en'] as const)('in %s, on a phone', async (language) => {
  const t = words[language];
  const { pid, fleet } = await pairFleet(rig, desk, 1);
  const [camera] = fleet;
  if (!camera) throw new Error('no camera');
  const page = await openDevice(camera.unit.deviceId, language);
  await camera.update(); // it asks, and there is nothing yet
  await desk.kaitong('key', pid, desk.files.publicKey);
  await desk.sign(pid, '2.4.0');
  await desk.release();
  await desk.kaitong('rollout', pid, '2.4.0');
  const { id } = await desk.find(pid, '2.4.0');
  // To all of them: which share this one is in is not what is looked at.
  await rig.regions.cn.pool.query(
    `UPDATE product SET releases = jsonb_set(releases, '{0,percent}', '100') WHERE pid = $1`,
    [pid],
  );
  await isOffered(rig, pid, id, 100);
  await page.reload();
  await page.getByText(t.offered).waitFor();
  await page.getByText(t.notes).waitFor();
  await look(page, `firmware-offered-${language}`);
  await page.getByRole('button', { name: t.night }).click();
  await page.getByText(t.waiting).waitFor();
  await look(page, `firmware-waiting-${language}`);
  await page.getByRole('button', { name: t.now }).click();
  await page.getByText(t.asked).waitFor();
  await camera.update();
  await page.getByText(t.installed).waitFor(); // without another look
  await look(page, `firmware-installed-${language}`);
  await page.context().close();
});
