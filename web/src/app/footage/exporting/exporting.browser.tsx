import type { exporting, Input } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Refused } from '../../../testing/fake-server.ts';
import { overflowing } from '../../../testing/lists.ts';
import { openApp } from '../../testing/open.tsx';
import { addDays, beginOf, type Day, dayOf } from '../day/days.ts';
import { en } from '../texts/en.ts';

type Asked = Input<typeof exporting.createExport>['body'];

const today = dayOf(Date.now());
const at = (day: Day) => beginOf(day).toISOString();
const camera = (id: string, name: string, bytes: number) => ({
  ...{ deviceId: id.repeat(20), name, bytes },
  ...{ from: at(addDays(today, -6)), to: at(addDays(today, 1)) },
});
const [door, yard] = [camera('a', 'Front door', 3e9), camera('b', 'Yard', 1e9)];
const text = en.exporting;

/** Of a chosen span there is half as much. */
async function open(address = '/me/export') {
  const asked: Asked[] = [];
  const opened = await openApp(address, {
    getExportSize: ({ query }) => ({
      cameras: [door, yard].map((one) => ({ ...one, bytes: query?.from === undefined ? one.bytes : one.bytes / 2 })),
    }),
    createExport: ({ body }) => {
      asked.push(body);
      return { url: 'data:application/x-tar,', fileName: 'x.tar', expiresAt: at(today) };
    },
    listDownloads: () => ({ items: [] }),
  });
  return { ...opened, asked };
}
const press = () => page.getByRole('button', { name: text.now }).click();

test('all cameras and days go along where nothing is chosen, and their size stands there before', async () => {
  const { asked } = await open();
  await expect.element(page.getByText('About 4.0 GB')).toBeVisible();
  await expect.element(page.getByText(text.whole)).toBeVisible();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await press();
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toEqual({ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, language: 'en' });
});

test('chosen cameras and days are asked for by the viewer’s own midnights', async () => {
  const { asked } = await open();
  await page.getByRole('checkbox', { name: /^Yard/ }).click();
  await expect.element(page.getByText('About 3.0 GB')).toBeVisible();
  await page.getByRole('radio', { name: text.someDays }).click();
  await expect.element(page.getByLabelText(text.from)).toHaveValue(addDays(today, -6));
  await expect.element(page.getByLabelText(text.to)).toHaveValue(today);
  await page.getByLabelText(text.from).fill(addDays(today, -1));
  await expect.element(page.getByText('About 1.5 GB')).toBeVisible();
  await expect.element(page.getByText(text.part)).toBeVisible();
  await press();
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    ...{ deviceIds: [door.deviceId], from: at(addDays(today, -1)), to: at(addDays(today, 1)) },
  });
});

test('nothing chosen, and days the wrong way round, say so and are not asked for', async () => {
  await open();
  await page.getByRole('checkbox', { name: text.allCameras }).click();
  await expect.element(page.getByText(text.noCamera)).toBeVisible();
  await expect.element(page.getByRole('button', { name: text.now })).toBeDisabled();
  await page.getByRole('checkbox', { name: text.allCameras }).click();
  await page.getByRole('radio', { name: text.someDays }).click();
  await page.getByLabelText(text.to).fill(addDays(today, -9));
  await expect.element(page.getByText(text.backwards)).toBeVisible();
  await expect.element(page.getByRole('button', { name: text.now })).toBeDisabled();
});

test('a camera’s page leads here with that camera chosen', async () => {
  const { asked } = await open(`/me/export?device=${yard.deviceId}`);
  await expect.element(page.getByRole('checkbox', { name: /^Yard/ })).toBeChecked();
  await expect.element(page.getByRole('checkbox', { name: /^Front door/ })).not.toBeChecked();
  await press();
  await expect.poll(() => asked).toMatchObject([{ deviceIds: [yard.deviceId] }]);
});

test('without recordings the account’s data can be taken along; what is refused says why', async () => {
  const { server } = await openApp('/me/export', {
    getExportSize: () => ({ cameras: [] }),
    createExport: () => new Refused('rate_limited'),
    listDownloads: () => ({ items: [] }),
  });
  await press();
  await expect.element(page.getByText(/rate_limited/)).toBeVisible();
  expect(server.calls('createExport')).toHaveLength(1);
});
