// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { fetchLanguage } from '../../i18n/per-language.ts';
import { en } from '../texts/en.ts';
import { fetchLaterTexts } from '../texts/index.ts';
import { CouponField } from './CouponField.tsx';

beforeAll(async () => {
  await fetchLaterTexts();
  await fetchLanguage();
});
afterEach(cleanup);

function show(applied = '', quoted: 'pending' | 'error' | 'success' = 'success') {
  const onApply = vi.fn<(code: string) => void>();
  render(<CouponField {...{ applied, quoted, onApply }} />);
  return onApply;
}
const field = () => screen.getByLabelText<HTMLInputElement>(en.orders.coupon);
const apply = () => screen.queryByRole('button', { name: en.orders.couponApply });

test('there is nothing to apply until something is typed, and spaces are nothing', async () => {
  show();
  expect(apply()).toBeNull();
  await userEvent.type(field(), '   ');
  expect(apply()).toBeNull();
});

test('a code is applied in capitals and without the spaces around it, by button and by Enter', async () => {
  const onApply = show();
  await userEvent.type(field(), ' spring20 {Enter}');
  await userEvent.click(apply() ?? field());
  expect(onApply.mock.calls).toEqual([['SPRING20'], ['SPRING20']]);
});

test('a code has at most 32 characters, pasted too', async () => {
  show();
  await userEvent.click(field());
  await userEvent.paste('x'.repeat(200));
  expect(field().value).toHaveLength(32);
});

test('what is applied can be removed, not applied again', async () => {
  const onApply = show('SPRING20');
  expect(apply()).toBeNull();
  await userEvent.clear(field());
  await userEvent.click(screen.getByRole('button', { name: en.orders.couponRemove }));
  expect(onApply.mock.calls).toEqual([['']]);
});

test.each([
  ['pending', en.orders.couponAsked],
  ['error', en.orders.couponRefused],
  ['success', en.orders.couponApplied.replace('{{code}}', 'SPRING20')],
] as const)('while its price is %s, the field says so', (quoted, hint) => {
  show('SPRING20', quoted);
  expect(screen.getByText(hint)).toBeDefined();
});
