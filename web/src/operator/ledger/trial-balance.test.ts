import type { Currency } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { trialBalance } from './trial-balance.ts';

const balance = (account: string, amount: number, currency: Currency = 'CNY') => ({
  account,
  money: { amount, currency },
});

test('each currency stands for itself, its accounts in the order of a balance, and adds up on both sides', () => {
  const items = [
    balance('revenue', -1000),
    balance('clearing:acme', 980),
    balance('fees', 20),
    balance('revenue', -70, 'JPY'),
    balance('clearing:acme', 70, 'JPY'),
  ];
  const [cny, jpy] = trialBalance(items);
  expect(cny).toMatchObject({ currency: 'CNY', debit: 1000, credit: 1000 });
  expect(cny?.lines.map(({ account }) => account)).toEqual(['clearing:acme', 'revenue', 'fees']);
  expect(jpy).toMatchObject({ currency: 'JPY', debit: 70, credit: 70 });
});

test('makers stand in one line for each kind, and one that owes us keeps its side', () => {
  const items = [balance('accrued:a', -300), balance('accrued:b', 100), balance('accrued:c', 0), balance('share', 200)];
  const [cny] = trialBalance(items);
  expect(cny?.lines).toEqual([
    { account: 'accrued', makers: 2, debit: 100, credit: 300 },
    { account: 'share', makers: 0, debit: 200, credit: 0 },
  ]);
  expect(cny).toMatchObject({ debit: 300, credit: 300 });
});

test('books that are out of balance show it', () => {
  expect(trialBalance([balance('bank', 1)])).toMatchObject([{ debit: 1, credit: 0 }]);
});

test('an account without a balance, and a kind that nobody knows, are no trouble', () => {
  const [cny] = trialBalance([balance('refunds', 0), balance('novel:x', 5), balance('bank', -5)]);
  expect(cny?.lines.map(({ account }) => account)).toEqual(['bank', 'novel:x']);
  expect(trialBalance([])).toEqual([]);
});
