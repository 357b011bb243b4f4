import { maker, type Role } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { z } from 'zod';
import { Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const texts = en.firmware;
const session = sample(maker.getSession.reply);
const home = sample(maker.getProductHome.reply);
const product = { ...home.product, role: 'owner' as const };
type Release = z.input<typeof maker.listReleases.reply>['items'][number];
const release: Release = {
  ...{ id: 'fr0a1b2c3d4e5f6a7b8c', notes: { 'zh-CN': '修复', en: 'Mended' }, createdAt: '2026-01-15T08:00:00.000Z' },
  manifest: { pid: product.pid, version: '2.4.0', bytes: 16, sha256: '0'.repeat(64), takesBack: null },
  ...{
    state: 'offered',
    share: 5,
    hasImage: true,
    clearance: null,
    uploads: null,
    haltedFor: null,
    verification: null,
  },
  moves: ['halt', 'withdraw'],
  units: { offered: 11, downloading: 2, installed: 37, failed: 3, rolledBack: 1 },
};
const uploads = {
  updated: { units: 40, opened: 200, arrived: 180 },
  others: { units: 900, opened: 4000, arrived: 3900 },
};

const open = (items: Release[], role: Role = 'administrator', more: Parameters<typeof openConsole>[1] = {}) =>
  openConsole(`/products/${product.pid}/firmware`, {
    getSession: () => ({
      ...session,
      user: { ...session.user, triedAt: null },
      account: { ...session.account, kind: 'maker', role },
    }),
    getProductHome: () => ({ ...home, product }),
    listReleases: () => ({ items, unreachable: [] }),
    ...more,
  });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });
const say = (text: string, of: Record<string, string | number>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(of[name]));

test('where nothing was released, the steps from a key to a roll-out stand with the product’s own PID', async () => {
  await open([]);
  await expect.element(page.getByText(texts.empty)).toBeVisible();
  await expect.element(page.getByText(`kaitong firmware rollout ${product.pid} 2.4.0`, { exact: false })).toBeVisible();
});

test('a release that has not passed says so, leads to the test, and can be halted or withdrawn, not widened', async () => {
  await open([release]);
  await expect.element(page.getByText(texts.notCleared, { exact: false })).toBeVisible();
  await expect.element(page.getByRole('link', { name: texts.test })).toBeVisible();
  expect(button(say(texts.moves.widen, { next: 25 })).query()).toBeNull();
  for (const n of ['11', '2', '37', '3', '1'])
    await expect.element(page.getByRole('definition').filter({ hasText: new RegExp(`^${n}$`) })).toBeVisible();
});

test('one that has passed is widened after it was said what that means, and is shown as it is then', async () => {
  let now: Release = { ...release, clearance: 'tested', moves: ['widen', 'halt', 'withdraw'], uploads };
  const { server } = await open([], 'developer', {
    listReleases: () => ({ items: [now], unreachable: [] }),
    moveRelease: () => {
      now = { ...now, share: 25 };
      return now;
    },
  });
  await expect
    .element(page.getByText(say(texts.success, { percent: 90, arrived: 180, opened: 200, units: 40 })))
    .toBeVisible();
  await expect
    .element(page.getByText(say(texts.success, { percent: 97.5, arrived: 3900, opened: 4000, units: 900 })))
    .toBeVisible();
  await button(say(texts.moves.widen, { next: 25 })).click();
  await expect.element(page.getByText(texts.means.widen)).toBeVisible();
  expect(server.calls('moveRelease')).toEqual([]);
  await inDialog(say(texts.moves.widen, { next: 25 })).click();
  await expect.element(page.getByText(say(texts.share, { share: 25 }))).toBeVisible();
  expect(server.calls('moveRelease').map(({ body }) => body.move)).toEqual(['widen']);
});

test('one that the platform halted shows whose uploads arrived, and the line that takes it back', async () => {
  await open([{ ...release, state: 'halted', moves: ['withdraw'], haltedFor: uploads }]);
  await expect.element(page.getByText(texts.haltedBy)).toBeVisible();
  await expect
    .element(page.getByText(say(texts.success, { percent: 90, arrived: 180, opened: 200, units: 40 })))
    .toBeVisible();
  await expect.element(page.getByText('--takes-back 2.4.0', { exact: false })).toBeVisible();
});

test('a refused move says why, and the list is read again', async () => {
  const { server } = await open([release], 'administrator', {
    moveRelease: () => new Refused('release_move_refused', { state: 'withdrawn' }),
  });
  await button(texts.moves.halt).click();
  await inDialog(texts.moves.halt).click();
  await expect.element(page.getByText(/This cannot be done with the release now/)).toBeVisible();
  await expect.poll(() => server.calls('listReleases').length).toBeGreaterThan(1);
});

test('whoever only looks is offered no moves', async () => {
  await open([{ ...release, moves: ['widen', 'halt', 'withdraw'] }], 'viewer');
  await expect.element(page.getByText(say(texts.release, { version: '2.4.0' }))).toBeVisible();
  for (const name of [say(texts.moves.widen, { next: 25 }), texts.moves.halt, texts.moves.withdraw])
    expect(button(name).query(), name).toBeNull();
});
