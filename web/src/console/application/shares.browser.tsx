import { type FindingsShare, maker, type Reply } from '@kaitong/contract';
import { finding } from '@kaitong/contract/checks';
import { beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

type Application = Reply<typeof maker.getApplication>;
type Share = Reply<typeof maker.endFindingsShare>;

const REJECTED: Application = {
  ...sample(maker.getApplication.reply),
  releaseId: null,
  ...{ state: 'rejected', problem: { code: 'clip_rejected', params: {} }, footage: 'withheld', lagging: [] },
  findings: [finding('video.dims_mismatch', { measured: '640x360', limit: '1280x720' })],
};
const id = REJECTED.id;
const SHARE: Share = {
  ...{ id: 'fs000000000000000001', applicationId: id, conformanceId: null, createdAt: '2026-11-27T17:59:04.000Z' },
  ...{ expiresAt: '2026-12-27T17:59:04.000Z', state: 'open', withFootage: false, openings: [] },
};
const compared: NonNullable<Reply<typeof maker.compareFindings>['compared']> = {
  ...{ gone: ['video.first_not_key'], added: [], stays: ['video.dims_mismatch'] },
  before: { id: `ap${'b'.repeat(18)}`, firmware: '2.2.0', endedAt: '2026-11-26T17:59:04.000Z' },
};

beforeEach(() => page.viewport(390, 844));

const openWith = (application: Partial<Application> = {}, items: Share[] = []) =>
  openConsole(`/applications/${id}`, {
    getApplication: () => ({ ...REJECTED, ...application }),
    listFindingsShares: () => ({ items }),
    compareFindings: () => ({ compared: null }),
  });

test('what is gone since the attempt before stands first as one sentence, and leads to that attempt', async () => {
  const { server, router } = await openConsole(`/applications/${id}`, {
    getApplication: () => REJECTED,
    compareFindings: () => ({ compared }),
  });
  await expect.element(page.getByText('video.first_not_key gone, 1 left')).toBeVisible();
  expect(overflowing()).toEqual([]);
  await page.getByRole('link', { name: '2.2.0' }).click();
  await expect.poll(() => router.state.location.pathname).toBe(`/applications/${compared.before.id}`);
  expect(server.calls('compareFindings').length).toBeGreaterThan(0);
});

test('an address is made for seven days without pictures, and is shown once', async () => {
  const { server } = await openWith();
  const url = 'https://kaitong.example/findings/kf_secret';
  server.answer({ shareFindings: () => ({ share: SHARE, url }), listFindingsShares: () => ({ items: [SHARE] }) });
  await page.getByRole('button', { name: en.shares.create }).click();
  const dialogue = page.getByRole('dialog');
  await expect.element(dialogue.getByText(en.shares.withoutFootage)).toBeVisible();
  expect(dialogue.getByRole('checkbox').elements()).toEqual([]);
  await dialogue.getByRole('button', { name: en.shares.create }).click();
  await expect.element(page.getByText(url)).toBeVisible();
  expect(server.calls('shareFindings')[0]?.body).toEqual({ days: 7, withFootage: false });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect.element(page.getByText(en.shares.neverOpened)).toBeVisible();
  await expect.poll(() => page.getByText(url).elements()).toEqual([]);
});

test('pictures go along where they can be seen and somebody ticks it', async () => {
  const { server } = await openWith({ footage: 'visible' });
  server.answer({ shareFindings: () => ({ share: SHARE, url: 'https://kaitong.example/findings/kf_x' }) });
  await page.getByRole('button', { name: en.shares.create }).click();
  await page.getByRole('checkbox', { name: en.shares.withFootage }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.shares.create }).click();
  await expect.poll(() => server.calls('shareFindings')[0]?.body).toEqual({ days: 7, withFootage: true });
});

test('an extended test is passed on as well, without pictures', async () => {
  const ended = { ...sample(maker.getConformance.reply), state: 'ended', problem: null } as const;
  const { server } = await openConsole(`/conformance/${ended.id}`, {
    getConformance: () => ended,
    listConformanceShares: () => ({ items: [] }),
  });
  const share = { ...SHARE, applicationId: null, conformanceId: ended.id };
  const url = 'https://kaitong.example/findings/kf_test';
  server.answer({ shareConformance: () => ({ share, url }), listConformanceShares: () => ({ items: [share] }) });
  await page.getByRole('button', { name: en.shares.create }).click();
  const dialogue = page.getByRole('dialog');
  await expect.element(dialogue.getByText(en.shares.withoutClips)).toBeVisible();
  await dialogue.getByRole('button', { name: en.shares.create }).click();
  await expect.element(page.getByText(url)).toBeVisible();
  expect(server.calls('shareConformance')[0]).toMatchObject({ params: { id: ended.id }, body: { days: 7 } });
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect.element(page.getByText(en.shares.neverOpened)).toBeVisible();
  expect(overflowing()).toEqual([]);
});

test('each address tells from where and how often it was opened, and ends after a question', async () => {
  const openings: FindingsShare['openings'] = [
    { hour: '2026-11-27T18:00:00.000Z', network: '203.0.113.0/24', count: 2 },
    { hour: '2026-11-27T18:00:00.000Z', network: '', count: 1 },
  ];
  const { server } = await openWith({}, [
    { ...SHARE, openings },
    { ...SHARE, id: 'fs000000000000000002', state: 'ended' },
  ]);
  await page.getByText(en.shares.openings.replace('{{n}}', '3')).click();
  await expect.element(page.getByText('203.0.113.0/24: 2 ×', { exact: false })).toBeVisible();
  await expect.element(page.getByText('other networks: 1 ×', { exact: false })).toBeVisible();
  expect(overflowing()).toEqual([]);
  server.answer({ endFindingsShare: () => ({ ...SHARE, state: 'ended' }) });
  await page.getByRole('button', { name: en.shares.end, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.shares.end, exact: true }).click();
  await expect.poll(() => server.calls('endFindingsShare')[0]?.params).toEqual({ id: SHARE.id });
});
