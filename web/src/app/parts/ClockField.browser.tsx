import type { Alarms } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

/** Quiet hours from 22:00 to 07:00, which a server keeps as they are changed. */
async function open() {
  const asked: Alarms['quiet'][] = [];
  let alarms: Alarms = {
    ...{ serverKey: '', phones: [], timeZone: 'Asia/Shanghai', snoozedUntil: null, reminders: true, cameras: [] },
    quiet: { from: '22:00', until: '07:00' },
  };
  await openApp('/me/alarms', {
    getAlarms: () => alarms,
    changeAlarms: ({ body }) => {
      asked.push(body.quiet ?? null);
      alarms = { ...alarms, quiet: body.quiet ?? alarms.quiet };
      return alarms;
    },
  });
  await expect.element(from()).toHaveValue('22:00');
  return asked;
}
const from = () => page.getByLabelText(en.alarms.from, { exact: true });
const openSheet = () =>
  page.getByRole('button', { name: en.written.choose.replace('{{label}}', en.alarms.from) }).click();
const sheet = () => page.getByRole('dialog', { name: en.alarms.from });

test('digits alone are a time, which goes to the server once the field is left', async () => {
  const asked = await open();
  await from().click();
  await userEvent.keyboard('2145');
  await expect.element(from()).toHaveValue('21:45');
  expect(asked).toEqual([]);
  await userEvent.tab();
  await expect.poll(() => asked).toEqual([{ from: '21:45', until: '07:00' }]);
});

test('a time with half its digits is read when the field is left', async () => {
  const asked = await open();
  await from().fill('9:05');
  await userEvent.tab();
  await expect.poll(() => asked).toEqual([{ from: '09:05', until: '07:00' }]);
});

test('what is no time is told, and the one before stays', async () => {
  const asked = await open();
  await from().fill('25:00');
  await userEvent.tab();
  await expect.element(page.getByText('“25:00” is no time of day; 22:00 stays.', { exact: false })).toBeVisible();
  await expect.element(from()).toHaveValue('22:00');
  await expect.element(from()).toHaveAccessibleDescription(/22:00 stays/);
  expect(asked).toEqual([]);
});

test('arrow keys move the hour or the minute, wherever the keyboard is', async () => {
  const asked = await open();
  (from().element() as HTMLInputElement).focus();
  await userEvent.keyboard('{Home}{ArrowUp}{ArrowUp}{ArrowUp}');
  await expect.element(from()).toHaveValue('01:00');
  await userEvent.keyboard('{End}{ArrowDown}');
  await expect.element(from()).toHaveValue('01:59');
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => asked).toEqual([{ from: '01:59', until: '07:00' }]);
});

test('hour and minute are chosen from a sheet, by the keyboard too, and only then set', async () => {
  const asked = await open();
  await openSheet();
  await expect.element(sheet().getByRole('radio', { name: '22', exact: true })).toHaveFocus();
  await sheet().getByRole('radio', { name: '20', exact: true }).first().click();
  await userEvent.tab();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  expect(asked).toEqual([]);
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await sheet().getByRole('button', { name: 'Set to 20:10' }).click();
  await expect.poll(() => asked).toEqual([{ from: '20:10', until: '07:00' }]);
  await expect.element(from()).toHaveValue('20:10');
});
