import type { Contract, Op } from '@kaitong/contract';
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import type { z } from 'zod';
import { type FakeServer, type Handlers, later, NO_NETWORK, Refused } from './fake-server.ts';
import { sample } from './sample.ts';

/** A page with a list: where it stands, the call that reads it, and what it says when there is nothing. */
export type ListPage<C extends Contract> = {
  address: string;
  read: keyof C & string;
  empty: string;
  /** What stands for an item, where it is no row of a table. */
  row?: string;
  /** Samples that the page would not show, changed so that it does. */
  shape?: (item: Record<string, unknown>, n: number) => object;
};

type Open<C extends Contract> = (address: string, handlers: Handlers<C>) => Promise<{ server: FakeServer<C> }>;
type Words = { more: string; retry: string };

/** So many that nobody sees them at once. */
const MANY = 50;
const outage = () => new Refused('internal_error');

/** What a list's call answers with so many items, and whether there are more. */
function listOf<C extends Contract>(
  contract: C,
  { read, shape = (item) => item }: ListPage<C>,
  length: number,
  from = 0,
) {
  const reply = contract[read]?.reply as z.ZodObject;
  const { items } = reply.shape as { items: z.ZodArray<z.ZodObject> };
  return {
    ...(sample(reply, 0, { items: 0 }) as object),
    ...(reply.shape.next ? { next: length === MANY ? 'second' : null } : {}),
    items: Array.from({ length }, (_, index) => shape(sample(items.element, from + index), from + index)),
  };
}

/** A list is waited for visibly; then it is there with a way to the rest, and nothing sticks out of a phone. */
export async function checkFilling<C extends Contract>(contract: C, open: Open<C>, list: ListPage<C>, words: Words) {
  const rows = () => document.querySelectorAll(list.row ?? 'main tbody tr').length;
  const answer = (reply: unknown) => ({ [list.read]: reply }) as Handlers<C>;
  const first = later<unknown>();
  const { server } = await open(list.address, answer(first.answer));
  await expect.element(page.getByRole('status').first()).toBeInTheDocument();
  expect(page.getByText(list.empty).query()).toBeNull();
  first.give(listOf(contract, list, MANY));
  await expect.poll(rows).toBeGreaterThanOrEqual(MANY);
  const shown = rows();
  await page.viewport(390, 844);
  await expect.poll(overflowing).toEqual([]);
  await page.viewport(1280, 800);
  if (!('next' in (contract[list.read] as Op & { reply: z.ZodObject }).reply.shape)) return;
  const more = page.getByRole('button', { name: words.more });
  server.answer(answer(() => NO_NETWORK));
  await more.click();
  await expect.element(page.getByText(/server_unreachable/)).toBeVisible();
  expect(rows()).toBe(shown);
  server.answer(answer(() => listOf(contract, list, 3, MANY)));
  await more.click();
  await expect.poll(rows).toBeGreaterThanOrEqual(shown + 3);
  await expect.element(more).not.toBeInTheDocument();
  await expect.element(page.getByText(/server_unreachable/)).not.toBeInTheDocument();
}

/** A list that cannot be read says so and can be asked for again; an empty one says what it will hold. */
export async function checkFailing<C extends Contract>(contract: C, open: Open<C>, list: ListPage<C>, words: Words) {
  const answer = (reply: unknown) => ({ [list.read]: reply }) as Handlers<C>;
  const { server } = await open(list.address, answer(outage));
  await expect.element(page.getByText(/internal_error/).first()).toBeVisible();
  expect(page.getByText(list.empty).query()).toBeNull();
  server.answer(answer(() => listOf(contract, list, 0)));
  await page.getByRole('button', { name: words.retry }).first().click();
  await expect.element(page.getByText(list.empty).first()).toBeVisible();
  await expect.element(page.getByText(/internal_error/)).not.toBeInTheDocument();
}

/** The elements that make the page wider than its window, innermost last; an empty list where nothing does. */
export function overflowing(): string[] {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .map((element) => `${element.tagName} ${element.className} ${element.textContent?.slice(0, 40)}`);
}
