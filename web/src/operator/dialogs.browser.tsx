import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { checkDialog, type DialogPage } from '../testing/dialogs.ts';
import { sample } from '../testing/sample.ts';
import { calls, openOperator } from './testing/open.tsx';
import { en } from './texts/en.ts';

const [plan] = sample(operator.listOperatorPlans.reply).items;
const [owner] = sample(operator.listOwners.reply).items;
const [order] = sample(operator.listOrdersForOperator.reply).items;
const [request] = sample(operator.listContactRequestsForOperator.reply).items;
const [maker] = sample(operator.listMakers.reply).items;
const [region] = sample(operator.listRegions.reply).items;
if (!plan || !owner || !order || !request || !maker || !region) throw new Error('samples hold one item');
const cny = (amount: number) => ({ amount, currency: 'CNY' as const });
const required = (field: string) => en.session.required.replace('{{field}}', field);
const one = <T,>(item: T) => ({ items: [item], next: null });
const regions = () => ({ ...sample(operator.listRegions.reply), items: [{ ...region, currency: 'CNY' as const }] });

const DIALOGS: Record<string, DialogPage<typeof calls>> = {
  'a new plan': {
    address: '/plans',
    reads: { listRegions: regions },
    opener: en.operatorPlans.create,
    ok: en.operatorPlans.form.create,
    call: 'createPlan',
    wrong: en.operatorPlans.form.nowhere,
    fill: async (box) => {
      for (const price of box.getByRole('textbox').all()) await price.fill('10');
    },
  },
  'an owner’s suspension': {
    address: '/owners?search=lin',
    reads: { listOwners: () => ({ ...one({ ...owner, suspended: null }), unreachable: [] }) },
    opener: new RegExp(`^${en.owners.suspend}`),
    ok: en.owners.suspend,
    call: 'suspendOwner',
    wrong: required(en.owners.suspendReason),
    fill: (box) => box.getByRole('textbox').fill('Fraud'),
  },
  'a refund': {
    address: '/orders',
    reads: {
      listOrdersForOperator: () => one({ ...order, paid: cny(1000), refunded: cny(0) }),
    },
    opener: /refund/i,
    ok: en.refund.submit,
    call: 'refundOrderAsOperator',
    wrong: required(en.refund.reason),
    fill: (box) => box.getByLabelText(en.refund.reason).fill('Did not record'),
  },
  'a request': {
    address: '/requests',
    reads: { listContactRequestsForOperator: () => one({ ...request, state: 'sent' }) },
    opener: new RegExp(`^${en.operatorRequests.handle} `),
    ok: en.operatorRequests.form.save,
    call: 'changeContactRequest',
  },
  'a payout': {
    address: '/statements?tab=due',
    reads: {
      listMakers: () =>
        one({ ...maker, payable: false, balances: maker.balances.map((one) => ({ ...one, due: cny(500) })) }),
    },
    opener: new RegExp(en.settlements.record),
    ok: en.settlements.record,
    call: 'recordPayout',
    wrong: en.settlements.payoutIdHint,
    fill: (box) => box.getByLabelText(en.settlements.payoutId).fill('BANK-2026-0001'),
  },
  'money from a provider': {
    address: '/collections',
    opener: en.collections.record,
    ok: en.collections.submit,
    call: 'recordCollection',
    wrong: en.collections.idHint,
    fill: async (box) => {
      await box.getByLabelText(en.collections.provider).fill('sandbox');
      await box.getByLabelText(en.collections.id).fill('BANK-2026-0002');
      await box.getByLabelText(en.collections.money).fill('10.00');
    },
  },
};

test.each(Object.entries(DIALOGS))('%s: sent once, refused and tried again', (_, dialog) =>
  checkDialog(calls, openOperator, dialog),
);

test('a part of an order that is no amount of its currency is not refunded', async () => {
  const { server } = await openOperator('/orders', {
    listOrdersForOperator: () => one({ ...order, paid: cny(1000), refunded: cny(0) }),
  });
  await page.getByRole('button', { name: /refund/i }).click();
  const box = page.getByRole('dialog');
  await box.getByText(en.refund.part).click();
  await box.getByLabelText(en.refund.amount).fill('1.234');
  await box.getByLabelText(en.refund.reason).fill('Did not record');
  await box.getByRole('button', { name: en.refund.submit }).click();
  await expect.element(box.getByText(en.money.invalid.replace('{{currency}}', 'CNY'))).toBeVisible();
  expect(server.calls('refundOrderAsOperator')).toEqual([]);
});
