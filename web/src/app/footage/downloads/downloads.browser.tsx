import { app, type Download, ownerEventsPath } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { en } from '../texts/en.ts';

const [one] = sample(app.listDownloads.reply).items;
if (!one) throw new Error('samples hold one download');
const file = (more: Partial<Download>): Download => ({
  ...one,
  id: 'a',
  deviceId: null,
  kind: 'export',
  fileName: 'kaitong-cn-2026-02-03.tar',
  bytes: 2e9,
  sentBytes: 0,
  state: 'sending',
  ...more,
});

test('an export tells how far it has come as it goes on, and is stopped by hand', async () => {
  let items = [file({ sentBytes: 5e8 })];
  const { server } = await openApp('/me/export', {
    getExportSize: () => ({ cameras: [] }),
    listDownloads: () => ({ items }),
    endDownload: () => {
      items = [];
      return {};
    },
  });
  const list = page.getByRole('region', { name: en.downloads.title });
  await expect.element(list.getByText(/500\.0 MB of about 2\.0 GB/)).toBeVisible();
  await expect.element(list.getByRole('progressbar')).toHaveAttribute('value', '500000000');
  items = [file({ sentBytes: 1.5e9 })];
  server.tell(ownerEventsPath, { type: 'downloads.changed', deviceId: null });
  await expect.element(list.getByText(/1\.5 GB of about 2\.0 GB/)).toBeVisible();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await list.getByRole('button', { name: en.downloads.endOf.replace('{{name}}', items[0]?.fileName ?? '') }).click();
  await expect.element(list).not.toBeInTheDocument();
  expect(server.calls('endDownload')).toHaveLength(1);
});

test('what broke off says how it goes on', async () => {
  await openApp('/me/export', {
    getExportSize: () => ({ cameras: [] }),
    listDownloads: () => ({ items: [file({ state: 'stopped', sentBytes: 10 })] }),
  });
  await expect.element(page.getByText(en.downloads.again)).toBeVisible();
});
