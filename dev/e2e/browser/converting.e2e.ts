// H.265 where the browser has no decoder for it, as in this Chromium: the owner's app and whoever opens a link.
import { hostname } from 'node:os';
import { sharedJudge } from '@kaitong/server/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, listEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';
import { expectPlaying } from './playing.ts';

let rig: RunningRig;
let browser: Browser;
let unit: Unit;
let page: Page;
/** Counts what is really converted. */
let converted: { mock: { calls: unknown[] } };

beforeAll(async () => {
  const { folder } = await buildWeb();
  converted = vi.spyOn(await sharedJudge('auto'), 'convert');
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  unit = await recordingUnit();
  const { login } = rig.owners.cn;
  page = await openPhone(browser, { url: `${rig.url}/cn/app/`, login }, 'zh-CN');
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** A camera of H.265 with two events. */
async function recordingUnit(): Promise<Unit> {
  const made = await rig.unit();
  const permitted = Promise.withResolvers<void>();
  const camera = await made.camera({
    codec: 'h265',
    onNews(news) {
      if (news.is === 'permitted' && news.recording !== 'none') permitted.resolve();
    },
  });
  await subscribe(rig, made);
  await permitted.promise;
  for (let event = 1; event <= 2; event++) {
    const answer = camera.wave();
    if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
    await answer.finished;
    await completeEvents(made, event);
  }
  return made;
}

const addressOf = (eventId: string): string => `${rig.url}/cn/app/devices/${unit.deviceId}/footage?event=${eventId}`;

async function makeLink(eventId: string): Promise<string> {
  await page.goto(addressOf(eventId));
  await expectPlaying(page);
  await page.getByRole('button', { name: '分享', exact: true }).click();
  await page.getByRole('button', { name: '生成链接' }).click();
  const link = (await page.getByText(/\/app\/share\//).textContent()) ?? '';
  await page.goto(`${rig.url}/cn/app/`);
  return link;
}

/** As it comes to somebody who was sent it: a browser without any sign of us, and nothing tapped yet. */
async function visit(link: string, locale: 'zh-CN' | 'en'): Promise<Page> {
  const stranger = await browser.newContext({ locale, viewport: { width: 390, height: 844 } });
  const opened = await stranger.newPage();
  await opened.goto(link);
  return opened;
}

test('is converted and plays by itself in the app, and costs a link’s visitor no second conversion', async () => {
  const [newest] = await listEvents(unit);
  if (!newest) throw new Error('no event');
  await page.goto(addressOf(newest.eventId));
  await expectPlaying(page);
  await page.getByText('由 H.265 转换而来，因为此浏览器无法直接播放。').waitFor();
  expect(await page.evaluate('localStorage.getItem("kaitong.playback.codec")')).toBe('h264');
  expect(await page.getByRole('button', { name: '播放原始录像' }).count()).toBe(0);
  await look(page, 'convert-app');
  const segments = await countSegments(newest.eventId);
  await eventually(async () => expect(converted.mock.calls.length).toBe(segments));
  const stranger = await visit(await makeLink(newest.eventId), 'en');
  await expectPlaying(stranger);
  await look(stranger, 'convert-shared');
  expect(converted.mock.calls.length).toBe(segments);
  await stranger.context().close();
});

test.each([
  { language: 'zh-CN', after: (n: number) => `视频正在准备中，前面还有 ${n} 段` },
  { language: 'en', after: (n: number) => `Preparing the video; parts before it: ${n}` },
] as const)(
  'a visitor is told how many go before, until it is their turn, in $language',
  async ({ language, after }) => {
    const oldest = (await listEvents(unit)).at(-1);
    if (!oldest) throw new Error('no event');
    const link = await makeLink(oldest.eventId); // where it plays for a moment
    const segments = await countSegments(oldest.eventId);
    await eventually(async () => {
      const kept = await query('SELECT FROM converted_object WHERE event_id = $1', oldest.eventId);
      expect(kept).toHaveLength(segments);
    });
    await query('DELETE FROM converted_object WHERE event_id = $1', oldest.eventId);
    await query(
      `INSERT INTO conversion (key, holder, machine, session_id, wanted_until, alive_until)
       SELECT 'other/' || n, 'a test', $1, 'pb_other', kaitong_now() + interval '1 h', kaitong_now() + interval '1 h'
       FROM generate_series(1, 9) n`,
      hostname(),
    );
    const stranger = await visit(link, language);
    await stranger.getByText(after(9)).waitFor();
    await look(stranger, `convert-queued-${language}`);
    await query("DELETE FROM conversion WHERE key = 'other/1'");
    await stranger.getByText(after(8)).waitFor();
    await query("DELETE FROM conversion WHERE holder = 'a test'");
    await expectPlaying(stranger);
    await stranger.context().close();
  },
);

/** How many segments there are of it. */
async function countSegments(eventId: string): Promise<number> {
  const counted = "SELECT FROM recorded_object WHERE event_id = $1 AND kind = 'segment'";
  return (await query(counted, eventId)).length;
}

async function query(text: string, ...values: string[]): Promise<unknown[]> {
  const { rows } = await rig.regions.cn.pool.query(text, values);
  return rows;
}
