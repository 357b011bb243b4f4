import { seconds } from '@kaitong/contract';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { button, type Home, link } from './arrive.ts';
import { wave } from './watch.ts';
import type { Week } from './week.ts';

/** The camera goes: what it recorded is taken along first, and what is left of its plan comes back. */
export async function removeWithExport(week: Week, page: Page, home: Home): Promise<void> {
  const { say, shot, app, demo, service } = week;
  const { finished } = await wave(home);
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.alarm.deviceId).toBe(home.deviceId);
  await finished;
  const at = `${app}/devices/${home.deviceId}`;
  await page.goto(at);
  await page.getByTestId('latest-footage').waitFor();
  await shot(page, 'camera');
  await button(page, say('device.remove')).click();
  await link(page, say('device.removeDownload')).waitFor();
  await shot(page, 'remove');
  await link(page, say('device.removeDownload')).click();
  await button(page, say('footage.exporting.now')).waitFor();
  const download = page.waitForEvent('download');
  await button(page, say('footage.exporting.now')).click();
  expect((await download).suggestedFilename()).toMatch(/\.tar$/);
  await page.getByText(say('footage.downloads.done')).first().waitFor();
  await shot(page, 'export');
  await page.goto(at);
  await button(page, say('device.remove')).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: say('device.remove'), exact: true })
    .click();
  await page.getByText(say('devices.empty')).waitFor();
  await shot(page, 'removed');
  await page.goto(`${app}/orders`);
  await eventually(async () => {
    await demo.clock.advance(seconds(30));
    expect(await page.getByText(say('orders.states.refunded'), { exact: true }).count()).toBe(2);
  });
  await shot(page, 'orders');
}
