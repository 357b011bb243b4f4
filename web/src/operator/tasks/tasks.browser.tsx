import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { formatBytes } from '../../ui/format.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const none = { count: 0, first: [] };
const nothing = { refusedRefunds: none, requests: none, due: none, lagging: [] };

test('where nothing waits, the operator’s home says so', async () => {
  await openOperator('/tasks', { listTasks: () => nothing });
  await expect.element(page.getByText(en.tasks.none)).toBeVisible();
});

test('each thing that waits leads to where it is done, with how many more there are', async () => {
  const { refusedRefunds } = sample(operator.listTasks.reply);
  const [refund] = refusedRefunds.first;
  const tasks = { ...nothing, refusedRefunds: { count: 7, first: refusedRefunds.first } };
  await openOperator('/tasks', { listTasks: () => tasks });
  const link = page.getByRole('link', { name: en.tasks.refundAgain });
  await expect.element(link).toHaveAttribute('href', `/operator/orders?search=${refund?.orderId}`);
  await expect.element(page.getByRole('heading', { name: `${en.tasks.refunds} · 7` })).toBeVisible();
  await expect.element(page.getByText(en.tasks.more.replace('{{n}}', '6'))).toBeVisible();
});

test('a region whose disk is nearly full stands there with what is left, and the way to its state', async () => {
  const health = sample(operator.listRegions.reply);
  const calm = { answers: true, pending: 0, reconciled: null, move: null, keys: null, certificate: null } as const;
  const storage = { isFull: false, freeBytes: 3e9, leastFreeBytes: 2e9 };
  await openOperator('/tasks', {
    listTasks: () => nothing,
    listRegions: () => ({
      ...health,
      items: health.items.map((region) => ({ ...region, ...calm, clockSkewMs: 0, storage })),
    }),
  });
  await expect.element(page.getByText(en.operator.regions.nearlyFull)).toBeVisible();
  await expect.element(page.getByText(en.tasks.left.replace('{{free}}', formatBytes(3e9)))).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: en.tasks.toRegions }))
    .toHaveAttribute('href', '/operator/regions');
  expect(page.getByText(en.tasks.none).query()).toBeNull();
});
