import type { Currency } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { inJournalOrder } from './in-journal-order.ts';

const line = (account: string, amount: number, currency: Currency) => ({ account, money: { amount, currency } });

test('lines stand currency by currency, debits before credits, and otherwise as they were booked', () => {
  const booked = [
    line('revenue', -70, 'JPY'),
    line('clearing:acme', 70, 'JPY'),
    line('accrued:a', -7, 'USD'),
    line('share', 4, 'USD'),
    line('fees', 3, 'USD'),
  ];
  const accounts = inJournalOrder(booked).map(({ account }) => account);
  expect(accounts).toEqual(['clearing:acme', 'revenue', 'share', 'fees', 'accrued:a']);
});
