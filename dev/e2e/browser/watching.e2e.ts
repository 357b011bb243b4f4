// An owner watches what a camera recorded: in Chromium, from a server with a camera of its own.
import { stat } from 'node:fs/promises';
import type { RecordedEvent } from '@kaitong/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, listEvents } from '../../src/service/testing/footage.ts';
import { hurriedClock } from '../../src/service/testing/hurried-clock.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { launchChromium } from './chromium.ts';
import { look, shoot, TWO_FRAMES } from './look.ts';
import { openPhone } from './owner.ts';
import { expectPlaying } from './playing.ts';

let rig: RunningRig;
let browser: Browser;
let phone: BrowserContext;
let unit: Unit;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  unit = await recordingUnit();
  const { login } = rig.owners.cn;
  const page = await openPhone(browser, { url: `${rig.url}/cn/app/`, login }, 'zh-CN');
  phone = page.context();
  await page.close();
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const words = [
  { language: 'zh-CN', chooses: '选择时间' },
  { language: 'en', chooses: 'Choose a time: arrow keys move, Enter plays, plus and minus zoom' },
] as const;

const inChinese = {
  ...{ open: '截取一段', title: '截取一段录像', from: '开始', to: '结束', about: /约 [\d.]+ [kM]B/, download: '下载' },
  ...{ done: /已下载/, share: '分享', create: '生成链接', listed: /录像片段/ },
};
const inEnglish = {
  ...{
    open: 'Cut a range',
    title: 'Cut a range of the recordings',
    from: 'From',
    to: 'To',
    about: /about [\d.]+ [kM]B/,
  },
  ...{ download: 'Download', done: /Downloaded/, share: 'Share', create: 'Make the link', listed: /^Cut / },
};

type CameraOptions = Parameters<Unit['camera']>[0];

/** A camera with three events of two seconds each. */
async function recordingUnit(options: CameraOptions = {}): Promise<Unit> {
  const made = await rig.unit();
  const camera = await camerasOf(made, options);
  for (let event = 1; event <= 3; event++) {
    await wave(camera);
    await completeEvents(made, event);
  }
  return made;
}

async function camerasOf(made: Unit, options: CameraOptions = {}, terms?: Parameters<typeof subscribe>[2]) {
  const permitted = Promise.withResolvers<void>();
  const camera = await made.camera({
    ...options,
    onNews(news) {
      if (news.is === 'permitted' && news.recording !== 'none') permitted.resolve();
    },
  });
  await subscribe(rig, made, terms);
  await permitted.promise;
  return camera;
}

async function wave(camera: Awaited<ReturnType<typeof camerasOf>>): Promise<void> {
  const answer = camera.wave();
  if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
  await answer.finished;
}

async function openFootage(of: Unit, query = ''): Promise<Page> {
  const page = await phone.newPage();
  await page.goto(`${rig.url}/cn/app/devices/${of.deviceId}/footage${query}`);
  return page;
}

const newest = async (of: Unit): Promise<RecordedEvent> => {
  const event = (await listEvents(of)).at(-1);
  if (!event) throw new Error('nothing was recorded');
  return event;
};

describe('an owner', () => {
  test('finds the latest event on the camera’s page, plays it, and it is unread no more', async () => {
    const page = await phone.newPage();
    await page.goto(`${rig.url}/cn/app/devices/${unit.deviceId}`);
    await page.getByText('3 个未看').waitFor();
    await look(page, 'watch-device');
    await page.getByTestId('latest-footage').click();
    await page.getByRole('slider', { name: '选择时间' }).waitFor();
    await look(page, 'watch-day');
    await page.locator('li button').first().click();
    await expectPlaying(page);
    const [started] = (await page.evaluate(
      "performance.getEntriesByName('kaitong.playback.started').map(({ duration }) => duration)",
    )) as number[];
    console.log(`${Math.round(started ?? Number.NaN)} ms from the tap to the first picture`);
    expect(started).toBeGreaterThan(0);
    await look(page, 'watch-playing');
    const { eventId } = await newest(unit);
    await eventually(async () => {
      const { unread } = await unit.owner.getEvent({ params: { deviceId: unit.deviceId, eventId } });
      expect(unread).toBe(false);
    });
    await page.close();
  });

  test('goes to the event before and after, and plays with the keyboard alone', async () => {
    const page = await openFootage(unit);
    await page.locator('li button').first().waitFor();
    await page.locator('li button').first().press('Enter');
    await expectPlaying(page);
    const { searchParams } = new URL(page.url());
    await page.getByRole('button', { name: '上一个事件' }).click();
    await page.waitForURL((url) => url.searchParams.get('event') !== searchParams.get('event'));
    await expectPlaying(page);
    await page.getByRole('button', { name: /^(播放|暂停)$/ }).focus();
    await page.keyboard.press('k');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: '打开声音' }).waitFor();
    await page.keyboard.press('n');
    await page.waitForURL((url) => url.searchParams.get('event') === searchParams.get('event'));
    await page.close();
  });

  test('chooses a moment on the timeline, and what follows is played over its gaps', async () => {
    const page = await openFootage(unit);
    const line = page.getByRole('slider', { name: '选择时间' });
    await line.focus();
    for (const key of ['Home', '+', '+', '+', '-', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(/at=/);
    await expectPlaying(page);
    await look(page, 'watch-range');
    await page.close();
  });

  test.each(words)(
    'looks for a moment with small pictures, and sees what the recordings take, in $language',
    async ({ language, chooses }) => {
      const { login } = rig.owners.cn;
      const { deviceId } = unit;
      const page = await openPhone(browser, { url: `${rig.url}/cn/app/`, login }, language);
      const { eventId, startedAt } = await newest(unit);
      await eventually(async () => {
        const { filmstrip } = await unit.owner.getFilmstrip({ params: { deviceId }, query: { at: startedAt } });
        expect(filmstrip).not.toBeNull();
      });
      await page.goto(`${rig.url}/cn/app/devices/${deviceId}/footage?event=${eventId}`);
      await expectPlaying(page);
      const picture = page.getByTestId('glimpse-picture');
      const line = page.getByRole('slider', { name: chooses });
      const day = new Date(startedAt).setHours(0, 0, 0, 0);
      for (const [width, height] of [
        [390, 844],
        [1280, 800],
      ] as const) {
        await page.setViewportSize({ width, height });
        await line.focus();
        for (const key of '-+++++++') await page.keyboard.press(key);
        await line.scrollIntoViewIfNeeded();
        await page.evaluate(TWO_FRAMES);
        const box = await line.boundingBox();
        const x = (box?.x ?? 0) + ((Date.parse(startedAt) + 500 - day) / 86_400_000) * (box?.width ?? 0);
        await page.mouse.move(x, (box?.y ?? 0) + 30);
        await picture.waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await shoot(page, `scrub-timeline-${language}-${colorScheme}-${width}`);
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await page.locator('input[type=range]').scrollIntoViewIfNeeded();
        const seek = await page.locator('input[type=range]').boundingBox();
        await page.mouse.move((seek?.x ?? 0) + (seek?.width ?? 0) / 2, (seek?.y ?? 0) + (seek?.height ?? 0) / 2);
        await picture.waitFor();
        await shoot(page, `scrub-player-${language}-${width}`);
      }
      await page.goto(`${rig.url}/cn/app/me/storage`);
      await page.locator('summary').first().click();
      await page.locator('summary + ul a').first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await look(page, `storage-${language}-${colorScheme}`);
      }
      await page.context().close();
    },
  );

  test('finds the days with footage in the calendar', async () => {
    const page = await openFootage(unit);
    await page.locator('button[aria-expanded=false]').click();
    await page.getByRole('button', { name: /3 个事件/ }).waitFor();
    await look(page, 'watch-calendar');
    await page.keyboard.press('Tab');
    await page.close();
  });

  test('shares an event with somebody who has no account, and ends that again', async () => {
    const { eventId } = await newest(unit);
    const page = await openFootage(unit, `?event=${eventId}`);
    await page.getByRole('button', { name: '分享', exact: true }).click();
    await page.getByRole('button', { name: '生成链接' }).click();
    const link = await page.getByText(/\/app\/share\//).textContent();
    await look(page, 'watch-share');
    const stranger = await browser.newContext({ locale: 'en', viewport: { width: 390, height: 844 } });
    const visit = await stranger.newPage();
    await visit.goto(link ?? '');
    await expectPlaying(visit);
    await look(visit, 'watch-shared');

    await page.goto(`${rig.url}/cn/app/me/shares`);
    await look(page, 'watch-shares');
    await page.getByRole('button', { name: '撤销' }).click();
    await page.getByText('没有生效的分享链接').waitFor();
    await visit.reload();
    await visit.getByText('This link has ended').waitFor();
    await look(visit, 'watch-share-ended');
    expect(await visit.locator('video').count()).toBe(0);
    await stranger.close();
    await page.close();
  });

  test('protects a link with a PIN, which five wrong ones pause, and opens it again', async () => {
    const { eventId } = await newest(unit);
    const page = await openFootage(unit, `?event=${eventId}`);
    await page.getByRole('button', { name: '分享', exact: true }).click();
    await page.getByRole('switch', { name: '用密码保护' }).click();
    const drawn = await page.getByLabel('密码', { exact: true }).inputValue();
    await look(page, 'watch-share-pin');
    await page.getByRole('button', { name: '生成链接' }).click();
    const link = (await page.getByText(/\/app\/share\//).textContent()) ?? '';
    await page.getByText('复制密码').waitFor();
    await look(page, 'watch-share-pin-made');
    const told = await (await fetch(link)).text();
    expect(told).toContain('<meta property="og:title" content="分享的录像" />');
    expect(told).not.toContain('og:image');
    const stranger = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
    const visit = await stranger.newPage();
    await visit.goto(link);
    const field = visit.getByLabel('密码', { exact: true });
    await field.waitFor();
    await look(visit, 'watch-pin');
    const wrong = drawn === '0000' ? '1111' : '0000';
    for (let left = 4; left > 0; left--) {
      await field.fill(wrong);
      await visit.getByRole('button', { name: '打开' }).click();
      await visit.getByText(`再输错 ${left} 次`).waitFor();
    }
    await look(visit, 'watch-pin-wrong');
    await field.fill(drawn);
    await visit.getByRole('button', { name: '打开' }).click();
    await expectPlaying(visit);
    await visit.reload();
    await expectPlaying(visit); // it goes on with its visit
    const another = await stranger.newPage();
    await another.goto(link);
    await another.getByLabel('密码', { exact: true }).fill(wrong);
    await another.getByRole('button', { name: '打开' }).click();
    await another.getByText('链接已暂停').waitFor();
    await look(another, 'watch-pin-paused');

    await page.goto(`${rig.url}/cn/app/notices`);
    await page.getByText(/的分享链接已暂停/).waitFor();
    await page.goto(`${rig.url}/cn/app/me/shares`);
    await page.getByText('看过 1 次').waitFor();
    await look(page, 'watch-shares-paused');
    await page.getByRole('button', { name: '恢复' }).click();
    await page.getByText('链接已暂停').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '修改' }).click();
    await look(page, 'watch-share-change');
    await page.getByRole('switch', { name: '用密码保护' }).click();
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await another.goto(link);
    await expectPlaying(another);
    const shown = await (await fetch(link)).text();
    const [, picture = ''] = /og:image" content="([^"]+)"/.exec(shown) ?? [];
    expect((await fetch(picture)).headers.get('content-type')).toMatch(/^image\/(webp|jpeg)$/);
    for (const made of (await unit.owner.listShares({ query: {} })).items)
      await unit.owner.revokeShare({ params: { id: made.id } });
    await stranger.close();
    await page.close();
  });

  test('downloads an event as MP4', async () => {
    const { eventId } = await newest(unit);
    const page = await openFootage(unit, `?event=${eventId}`);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.mp4$/);
    await page.close();
  });

  test.each(words)('cuts a range, keeps it and shares it, in $language', async ({ language }) => {
    const said = language === 'en' ? inEnglish : inChinese;
    const { login } = rig.owners.cn;
    const { deviceId } = unit;
    const page = await openPhone(browser, { url: `${rig.url}/cn/app/`, login }, language);
    const events = await listEvents(unit);
    const [from, to] = [Date.parse(events.at(-2)?.startedAt ?? ''), Date.parse((await newest(unit)).startedAt) + 1500];
    await page.goto(`${rig.url}/cn/app/devices/${deviceId}/footage`);
    await page.getByRole('button', { name: said.open }).click();
    const range = page.getByRole('region', { name: said.title });
    const clock = (at: number) => new Date(at).toTimeString().slice(0, 8);
    await range.getByLabel(said.from, { exact: true }).fill(clock(from));
    await range.getByLabel(said.to, { exact: true }).fill(clock(to));
    await range.getByText(said.about).waitFor();
    await look(page, `cut-${language}`);
    const download = page.waitForEvent('download');
    await range.getByRole('button', { name: said.download }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/ \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d–\d\d\.\d\d\.\d\d\.mp4$/);
    expect((await stat(await file.path())).size).toBeGreaterThan(10_000);
    await page.getByText(said.done).first().waitFor();
    await look(page, `cut-downloaded-${language}`);
    await range.getByRole('button', { name: said.share }).click();
    await page.getByRole('button', { name: said.create }).click();
    const link = await page.getByText(/\/app\/share\//).textContent();
    await look(page, `cut-share-${language}`);
    const stranger = await browser.newContext({ locale: language, viewport: { width: 390, height: 844 } });
    const visit = await stranger.newPage();
    await visit.goto(link ?? '');
    await expectPlaying(visit);
    await look(visit, `cut-shared-${language}`);
    await page.goto(`${rig.url}/cn/app/me/shares`);
    await page.getByText(said.listed).first().waitFor();
    await look(page, `cut-shares-${language}`);
    for (const made of (await unit.owner.listShares({ query: {} })).items)
      await unit.owner.revokeShare({ params: { id: made.id } });
    await stranger.close();
    await page.context().close();
  });

  test('what was cut plays from the picture of its moment, for as long as it was asked to', async () => {
    const { startedAt } = await newest(unit);
    const at = (ms: number) => new Date(Date.parse(startedAt) + ms).toISOString();
    const params = { deviceId: unit.deviceId };
    const { url } = await unit.owner.createCutDownload({ params, body: { from: at(700), to: at(1500) } });
    const page = await openFootage(unit);
    const played = (await page.evaluate(`new Promise((resolve) => {
      const video = Object.assign(document.createElement('video'), { muted: true, src: ${JSON.stringify(url)} });
      document.body.append(video);
      video.requestVideoFrameCallback((_, { mediaTime }) => resolve({ first: mediaTime, duration: video.duration }));
      void video.play();
    })`)) as { first: number; duration: number };
    expect(Math.abs(played.duration - 0.8)).toBeLessThan(0.15);
    expect(played.first).toBeLessThan(0.2);
    await page.close();
  });

  test('opens the session anew when it ended, and is told when the recording is gone meanwhile', async () => {
    const { eventId } = await newest(unit);
    const page = await openFootage(unit, `?event=${eventId}`);
    await expectPlaying(page);
    await rig.regions.cn.pool.query("UPDATE playback SET ended_at = now() WHERE kind = 'playback'");
    await page.reload();
    await expectPlaying(page);
    await page.goto(`${rig.url}/cn/app/devices/${unit.deviceId}/footage?event=ev00000000000000000x`);
    await page.getByText('录像已不存在').first().waitFor();
    await look(page, 'watch-gone');
    await page.close();
  });
});

test('what is still being recorded plays while it grows', async () => {
  const growing = await rig.unit();
  const camera = await camerasOf(growing, { clip: { preRecordMs: 1000, postRecordMs: 25_000 } });
  const answer = camera.wave();
  if (!answer.seen) throw new Error(answer.because);
  await eventually(async () => expect((await listEvents(growing))[0]?.durationMs ?? 0).toBeGreaterThan(1000), 30_000);
  const page = await openFootage(growing);
  await page.locator('li button').first().click();
  await page.getByRole('button', { name: '录制中' }).waitFor();
  await expectPlaying(page);
  await look(page, 'watch-live');
  await answer.finished;
  await page.close();
});

test('continuous footage and its events are told apart', async () => {
  const always = await rig.unit();
  const small = { width: 64, height: 64, fps: 2, segmentMs: 2000, clip: { preRecordMs: 2000, postRecordMs: 4000 } };
  const plan = { kind: 'continuous', retentionDays: 7 } as const;
  const camera = await camerasOf(always, { ...small, continuous: true, clock: hurriedClock(20) }, plan);
  await wave(camera);
  await eventually(async () => expect((await listEvents(always)).length).toBeGreaterThanOrEqual(2), 30_000);
  const page = await openFootage(always);
  await page.getByText('连续录像').first().waitFor();
  await look(page, 'watch-continuous');
  await page.close();
});

test('a camera’s own MP4 plays from the moment chosen on the timeline', async () => {
  const single = await recordingUnit({ container: 'mp4' });
  const { startedAt } = await newest(single);
  const page = await openFootage(single, `?at=${Date.parse(startedAt) + 1000}`);
  await expectPlaying(page);
  const video = page.getByTestId('footage-video');
  expect(
    await video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime),
  ).toBeGreaterThan(0.99);
  expect(await video.getAttribute('src')).toMatch(/video\.mp4$/);
  await page.close();
});

test('an event, and then all of a day, is deleted after a question', async () => {
  const page = await openFootage(unit);
  await page.locator('li button').first().click();
  await page.getByRole('button', { name: '删除', exact: true }).click();
  await look(page, 'watch-delete');
  await page.getByRole('dialog').getByRole('button', { name: '删除', exact: true }).click();
  await eventually(async () => expect(await listEvents(unit)).toHaveLength(2));
  await page.getByRole('button', { name: '删除当天录像' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '删除当天录像' }).click();
  await page.getByText('这一天没有录像').waitFor();
  expect(await listEvents(unit)).toEqual([]);
  await look(page, 'watch-empty');
  await page.close();
});

test('everything of the account is exported from “me”', async () => {
  const page = await phone.newPage();
  await page.goto(`${rig.url}/cn/app/me`);
  const entry = page.getByRole('link', { name: /^导出/ });
  await entry.waitFor();
  await look(page, 'watch-me');
  await entry.click();
  await page.getByRole('button', { name: '导出', exact: true }).waitFor();
  await look(page, 'watch-export');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出', exact: true }).click();
  expect((await download).suggestedFilename()).toMatch(/\.tar$/);
  await page.close();
});
