import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
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
