import { maker, SOAK_HOURS, type Soak } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const SOAK = sample(maker.getSoak.reply);
const hours: Soak['hours'] = Array.from({ length: SOAK_HOURS }, (_, hour) => ({
  ...{ hour, from: new Date(Date.UTC(2026, 10, 1, hour)).toISOString(), asked: 3 },
  ...(hour === 7
    ? { opened: 0, arrived: 0, firstMs: null }
    : { opened: 4, arrived: 4, firstMs: { middle: 2000, slow: 3000 } }),
  ...{ refused: [], lineEnds: [{ code: 'token_expired', count: 1 }], awayMs: 0, firmware: null },
}));

test('a soak shows what was found and its hours, and an hour without data as a gap, on a phone too', async () => {
  await page.viewport(390, 844);
  const found = { rule: 'nothing_came', severity: 'fail', params: { hours: 1 } } as const;
  const ended = { ...SOAK, state: 'ended', outcome: 'fail', problem: null, hours, findings: [found] } as const;
  await openConsole(`/soaks/${SOAK.id}`, { getSoak: () => ({ ...ended, findings: [...ended.findings] }) });
  await expect.element(page.getByText('Hours in which it was told to see motion and no event came: 1')).toBeVisible();
  const whole = page.getByRole('img', { name: new RegExp(`^${en.soak.whole.replace(/[()]/g, '\\$&')}`) });
  await expect.element(whole).toBeVisible();
  expect(whole.element().querySelectorAll('circle')).toHaveLength(SOAK_HOURS - 1);
  expect(whole.element().querySelectorAll('g > line')).toHaveLength(SOAK_HOURS - 3);
  expect(overflowing()).toEqual([]);
});

test('one that goes on says in which hour it is, and can be ended', async () => {
  const running = {
    ...SOAK,
    state: 'running',
    outcome: null,
    problem: null,
    hours: hours.slice(0, 2),
    findings: [],
  } as const;
  const { server } = await openConsole(`/soaks/${SOAK.id}`, {
    getSoak: () => ({ ...running, hours: [...running.hours], findings: [] }),
    endSoak: () => ({}),
  });
  await expect.element(page.getByText('Hour 3 of 24')).toBeVisible();
  await page.getByRole('button', { name: en.soak.end }).click();
  await expect.poll(() => server.calls('endSoak').length).toBe(1);
});
