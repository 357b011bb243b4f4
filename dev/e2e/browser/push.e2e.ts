// An owner makes a push token in the app, or a device for one, and pastes what it shows into a terminal.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { makeClip, run } from '../peers/pushing.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';

let rig: RunningRig;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  const { folder: pages } = await buildWeb();
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-push-'));
  [rig, browser] = await Promise.all([startRig({}, { pages }), launchChromium()]);
  await makeClip(path.join(folder, 'video.mp4'), { seconds: 3 });
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function openApp(language: Language, address: string): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${rig.url}/cn/app/`);
  await page.locator('input').nth(0).fill(rig.owners.cn.login);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
  await page.goto(`${rig.url}/cn/app/${address}`);
  return page;
}

const words = {
  'zh-CN': {
    ...{ empty: '还没有推流令牌', create: '新建令牌', name: '名称', made: '令牌“Store”已生成', done: '完成' },
    ...{ revoke: '撤销“Store”', confirm: '撤销' },
  },
  en: {
    ...{ empty: 'No push tokens yet', create: 'Create a token', name: 'Name', made: 'The token “Store” is ready' },
    ...{ done: 'Done', revoke: 'Revoke “Store”', confirm: 'Revoke' },
  },
} as const;

test.each(['zh-CN', 'en'] as const)(
  'in %s: a token is shown once, its commands work as they are, and it can be revoked',
  async (language) => {
    const t = words[language];
    const unit = await rig.unit();
    await subscribe(rig, unit);
    const page = await openApp(language, `devices/${unit.deviceId}/push-tokens`);
    await page.getByText(t.empty).waitFor();
    await look(page, `push-empty-${language}`);

    await page.getByRole('button', { name: t.create }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: t.create }).click();
    await dialog.getByLabel(t.name).fill('Store');
    await dialog.getByRole('button', { name: t.create }).click();
    await dialog.getByText(t.made).waitFor();
    await look(page, `push-made-${language}`);
    const token = String(await page.getByTestId('ingest-token').textContent());
    const [, , ffmpeg = '', curl = ''] = await dialog.locator('code').allTextContents();
    for (const command of [ffmpeg, curl]) expect(command).toContain(token);
    await dialog.getByRole('button', { name: t.done }).click();

    await run('sh', ['-c', `cd ${folder} && ${curl} --fail --silent && ${ffmpeg} -nostdin -loglevel error`]);
    const events = await completeEvents(unit, 2);
    expect(events.map(({ container }) => container).sort()).toEqual(['mp4', 'ts']);

    await page.reload();
    await page.getByText('Store').waitFor();
    expect(await page.content()).not.toContain(token);
    await look(page, `push-used-${language}`);
    await page.getByRole('button', { name: t.revoke }).click();
    await page.getByRole('dialog').getByRole('button', { name: t.confirm, exact: true }).click();
    await page.getByText(t.empty).waitFor();
    await expect(run('sh', ['-c', `cd ${folder} && ${curl} --fail --silent`])).rejects.toThrow('22');
    await page.context().close();
  },
);

const pushDevice = {
  'zh-CN': {
    ...{
      entry: '摄像机不支持配网？',
      name: '名称',
      add: '添加设备',
      needs: '现在还不会保存录像',
      page: '打开设备页面',
    },
    ...{ kind: '推流设备' },
  },
  en: {
    ...{ entry: 'Its camera has no pairing?', name: 'Name', add: 'Add the device', needs: 'Nothing is kept yet' },
    ...{ page: 'Open the device’s page', kind: 'Push device' },
  },
} as const;

test.each(['zh-CN', 'en'] as const)(
  'in %s: a push device is made by its name, and takes what a webhook posts to the address that its code holds',
  async (language) => {
    const t = pushDevice[language];
    const page = await openApp(language, 'add');
    await page.getByText(t.entry).click();
    await page.getByLabel(t.name).fill('Back yard');
    await look(page, `push-device-name-${language}`);
    await page.getByRole('button', { name: t.add }).click();
    await page.getByText(t.needs).waitFor();
    await look(page, `push-device-made-${language}`);
    const [, webhook = ''] = await page.locator('code').allTextContents();
    await page.getByText(t.page).click();
    await page.waitForURL(/devices\/[a-z0-9]{20,22}$/);
    await page.getByText(t.kind).first().waitFor();
    const unit = { owner: rig.owners.cn, deviceId: page.url().split('/').at(-1) } as Unit;
    const picture = path.join(folder, 'picture.jpg');
    await run('ffmpeg', ['-v', 'error', '-y', '-i', path.join(folder, 'video.mp4'), '-frames:v', '1', picture]);
    const post = ['--silent', '--fail', '-F', `image=@${picture}`, webhook];
    await expect(run('curl', post)).rejects.toThrow('22'); // nothing is bought
    await subscribe(rig, unit);
    await run('curl', post);
    const [event] = await completeEvents(unit, 1);
    await page.reload();
    await page.getByText(t.kind).first().waitFor();
    await look(page, `push-device-page-${language}`);
    await page.goto(`${rig.url}/cn/app/devices/${unit.deviceId}/footage?event=${event?.eventId}`);
    await page.locator('main img').first().waitFor();
    await look(page, `push-device-picture-${language}`);
    await page.goto(`${rig.url}/cn/app/`);
    await page.getByText(t.kind).first().waitFor();
    await look(page, `push-device-home-${language}`);
    await page.context().close();
  },
);
