import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Handlers } from '../testing/fake-server.ts';
import { type calls, openOperator } from './testing/open.tsx';
import { en } from './texts/en.ts';

const none = () => ({ items: [], next: null });
const all = () => ({ items: [] });
const nowhere = () => ({ items: [], next: null, unreachable: [] });
const EMPTY: { address: string; answer: Handlers<typeof calls>; says: string; next: string }[] = [
  {
    address: '/plans',
    answer: { listOperatorPlans: all },
    says: en.operatorPlans.empty,
    next: en.operatorPlans.create,
  },
  {
    address: '/orders',
    answer: { listOrdersForOperator: none },
    says: en.soldOrders.empty,
    next: en.operatorPlans.title,
  },
  {
    address: '/agreements',
    ...{
      answer: { listAgreementVersions: all },
      says: en.operatorAgreements.empty,
      next: en.operatorAgreements.create,
    },
  },
  { address: '/owners', answer: {}, says: en.owners.start, next: en.owners.find },
  {
    address: '/owners?search=wang',
    answer: { listOwners: nowhere },
    says: en.owners.empty,
    next: en.common.clearFilters,
  },
  { address: '/makers', answer: { listMakers: none }, says: en.makers.empty, next: `${location.origin}/register` },
  {
    address: '/requests',
    ...{
      answer: { listContactRequestsForOperator: none },
      says: en.operatorRequests.empty,
      next: en.operatorContact.title,
    },
  },
  {
    address: '/products',
    answer: { listActivatedProducts: none },
    says: en.operatorProducts.empty,
    next: en.makers.title,
  },
  {
    address: '/statements?tab=due',
    answer: { listMakers: none },
    says: en.settlements.noneDue,
    next: en.settlements.tabs.statements,
  },
  {
    address: '/statements?tab=statements',
    ...{ answer: { listStatementsForOperator: none }, says: en.settlements.noStatements, next: en.soldOrders.title },
  },
  {
    address: '/statements?tab=payouts',
    ...{ answer: { listLedger: none }, says: en.settlements.noPayouts, next: en.settlements.tabs.due },
  },
  { address: '/collections', answer: { listLedger: none }, says: en.collections.empty, next: en.collections.record },
  { address: '/ledger', answer: { listLedger: none }, says: en.ledger.empty, next: en.soldOrders.title },
  { address: '/audit', answer: { listAuditForOperator: none }, says: en.audit.empty, next: en.security.title },
];

test.each(EMPTY)('$address, empty, has the next step under what it says', async ({ address, answer, says, next }) => {
  await openOperator(address, answer);
  const title = page.getByText(says, { exact: true });
  await expect.element(title).toBeVisible();
  const steps = [...(title.element().parentElement?.querySelectorAll('a, button, code') ?? [])];
  expect(steps.flatMap((one) => one.textContent || [])).toEqual([next]);
});
