import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { TWO_FRAMES } from '../look.ts';
import { expectPlaying } from '../playing.ts';
import { button, type Home, link } from './arrive.ts';
import type { Week } from './week.ts';

const DAY_MS = 86_400_000;

/** A hand waves, once the camera knows that it may record. @returns what settles when its recording is over */
export const wave = ({ camera }: Home) =>
  eventually(() => {
    const answer = camera.wave();
    if (!answer.seen) throw new Error(answer.because);
    return { finished: answer.finished };
  });

/** Turns alarms on for this phone, and closes the app. */
export async function askToRing(week: Week): Promise<void> {
  const { say, phone } = week;
  const page = await phone.open('/');
  await link(page, say('tabs.me')).click();
  await page.getByRole('link', { name: new RegExp(say('alarms.title')) }).click();
  const ring = page.getByRole('switch', { name: say('alarms.ring') });
  await ring.click();
  await page
    .getByText(say('alarms.others'))
    .or(page.getByText(say('alarms.quiet')))
    .first()
    .waitFor();
  await eventually(async () => expect(await ring.isChecked()).toBe(true));
  await week.shot(page, 'alarms');
  await page.close();
}

type Rung = { at: string; path: string };

/** Somebody moves while the app is closed, and the phone says so. @returns where the notification leads */
export async function ring(week: Week, deviceId: string): Promise<Rung> {
  const { service, phone, say } = week;
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.alarm).toMatchObject({ deviceId, language: week.language });
  await phone.push(pushed.text);
  const [shown] = await phone.notified();
  expect(shown).toMatchObject({ title: pushed.alarm.camera, body: say(`rings.${pushed.alarm.kind}`) });
  return { at: pushed.alarm.at, path: shown?.data.path ?? '' };
}

/** Opens what the notification leads to while the camera still records it. */
export async function watchWhileItRecords(week: Week, { path }: Rung): Promise<Page> {
  const { say, phone, shot } = week;
  const page = await phone.open(path);
  await button(page, say('footage.live')).waitFor();
  await expectPlaying(page);
  await shot(page, 'recording');
  return page;
}

/** Looks for a moment with a finger on the timeline: small pictures are there as soon as the footage is whole. */
export async function scrub(week: Week, page: Page, { at }: Rung): Promise<void> {
  const line = page.getByRole('slider', { name: week.say('footage.timelineAim') });
  const picture = page.getByTestId('glimpse-picture');
  const moment = Date.parse(at) + 500;
  const midnight = new Date(at).setHours(0, 0, 0, 0);
  await eventually(async () => {
    await page.reload();
    await line.focus();
    for (const key of '-+++++++') await page.keyboard.press(key);
    await line.scrollIntoViewIfNeeded();
    await page.evaluate(TWO_FRAMES);
    const box = await line.boundingBox();
    if (!box) throw new Error('there is no timeline');
    await page.mouse.move(box.x + ((moment - midnight) / DAY_MS) * box.width, box.y + 30);
    await picture.waitFor({ timeout: 3000 });
  });
  await week.glance(page, 'scrub');
}

/** Takes a part of the day along as a file, and gives it to somebody without an account. */
export async function cutAndShare(week: Week, page: Page, { at }: Rung): Promise<void> {
  const { say, fitting, shot, browser, language } = week;
  const from = Date.parse(at) + 1000;
  const clock = (moment: number) => new Date(moment).toTimeString().slice(0, 8);
  await button(page, say('footage.cut.open')).click();
  const range = page.getByRole('region', { name: say('footage.cut.title') });
  await range.getByLabel(say('footage.cut.from'), { exact: true }).fill(clock(from));
  await range.getByLabel(say('footage.cut.to'), { exact: true }).fill(clock(from + 6000));
  await range.getByText(fitting('footage.cut.size')).waitFor();
  await week.glance(page, 'cut-timeline');
  await shot(page, 'cut');
  const download = page.waitForEvent('download');
  await range.getByRole('button', { name: say('footage.download') }).click();
  expect((await stat(await (await download).path())).size).toBeGreaterThan(10_000);
  await page.getByText(say('footage.downloads.done')).first().waitFor();
  await range.getByRole('button', { name: say('footage.share') }).click();
  await shot(page, 'share');
  await button(page, say('footage.createLink')).click();
  const link = (await page.getByText(/\/app\/share\//).textContent()) ?? '';
  await shot(page, 'share-made');
  const stranger = await browser.newContext({ locale: language, viewport: { width: 390, height: 844 } });
  const visit = await stranger.newPage();
  await visit.goto(link);
  await expectPlaying(visit);
  await shot(visit, 'shared');
  await stranger.close();
  await button(page, say('footage.done')).click();
}
