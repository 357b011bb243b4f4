import { type ApplicationProgress, applicationEventsPath, maker, type Reply } from '@kaitong/contract';
import { finding, rateText } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

type Application = Reply<typeof maker.getApplication>;
type Bare = ApplicationProgress extends infer P ? (P extends { at: string } ? Omit<P, 'at'> : never) : never;

const at = '2026-11-27T17:59:04.000Z';
const APPROVED: Application = {
  ...sample(maker.getApplication.reply),
  releaseId: null,
  ...{ state: 'approved', problem: null, findings: [], footage: 'deleted', lagging: [] },
  ...{ createdAt: at, endedAt: at, certifiedAt: at, certificateRevoked: null },
};

/** The page of an application after this progress. */
async function openAfter(known: Partial<Application>, ...progress: Bare[]) {
  const application = { ...APPROVED, ...known };
  const { server } = await openConsole(`/applications/${application.id}`, { getApplication: () => application });
  await expect.element(page.getByText(en.application.createdAt)).toBeVisible();
  for (const [index, one] of progress.entries())
    server.tell(applicationEventsPath(application.id), {
      seq: index + 1,
      progress: { at, ...one } as ApplicationProgress,
    });
}

const declaration = { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'aes-128' } as const;
const opened: Bare = {
  type: 'event.opened',
  eventId: 'ev000000000000000001' as never,
  eventType: 'motion',
  declaration,
};
const stored: Bare = { type: 'object.stored', n: 0, kind: 'segment', bytes: 1, durationMs: 1000 };

test('what clip it is stands in one line, and times as devices log them', async () => {
  await page.viewport(390, 844);
  const times = Array.from({ length: 10 }, (_, n) => n * 100);
  const strip = times.map((): [number, boolean] => [1, false]);
  const video = { codec: 'h265', width: 1280, height: 720, times };
  await openAfter({}, opened, stored, { type: 'object.inspected', n: 0, findings: [], strip, video });
  await expect.element(page.getByText('MPEG-TS · H.265 · 1280 × 720 · 10 fps · encrypted (AES-128)')).toBeVisible();
  expect(page.getByText('2026-11-27 17:59:04 UTC').all()).toHaveLength(2);
  expect(overflowing()).toEqual([]);
});

test.each([
  [[], 'uploaded an accepted clip with firmware'],
  [[finding('enc.none')], 'uploaded an accepted clip, with 1 recommendation, with firmware'],
  [[finding('enc.none'), finding('audio.silent')], 'uploaded an accepted clip, with 2 recommendations, with firmware'],
])('a certificate says how many recommendations go with it: %#', async (findings, words) => {
  await openAfter({ findings });
  await expect.element(page.getByText(words, { exact: false })).toBeVisible();
});

test('of footage that nobody here was allowed to see it is said why, and how to see it next time', async () => {
  await openAfter({ footage: 'withheld' }, opened, stored);
  await expect.element(page.getByText(/owner is no tester of yours/)).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.application.linkTester })).toBeVisible();
});

test('of footage that could be seen in time it is said that it is gone, and nobody is sent to link a tester', async () => {
  await openAfter({ footage: 'deleted' }, opened, stored);
  await expect.element(page.getByText(en.application.footage.deleted)).toBeVisible();
  expect(page.getByRole('link', { name: en.application.linkTester }).query()).toBeNull();
});

test('footage that never came is not awaited once all is over', async () => {
  await openAfter({ footage: 'none' }, opened, stored);
  await expect.element(page.getByText(en.application.footage.never)).toBeVisible();
  expect(page.getByText(en.application.footage.none).query()).toBeNull();
});

test('a step that took next to no time says so, and not that it took none', async () => {
  await openAfter({}, { type: 'step.ended', step: 'await-event', outcome: 'done', tookMs: 20 });
  await expect.element(page.getByText(en.run.tookLess)).toBeVisible();
});

test('how objects are counted is said once, and only where one is named', async () => {
  await openAfter({
    findings: [finding('enc.iv_reused', { object: 0 }), finding('video.first_not_key', { object: 1 })],
  });
  await expect.element(page.getByText(en.finding.objects)).toBeVisible();
  expect(page.getByText(en.finding.objects).all()).toHaveLength(1);
});

test.each(['no_sound', 'never_waited'] as const)(
  'a speed that was not judged says so, and why: %s',
  async (because) => {
    const rate = { is: 'not_judged', because } as const;
    await openAfter({}, { type: 'verdict.reached', outcome: 'pass', findings: [], rate });
    await expect.element(page.getByText(rateText(rate, 'en'))).toBeVisible();
  },
);

test('the numbers of a second are explained', async () => {
  const level = { luma: 110, range: 90, cb: 128, cr: 128, change: 12 };
  const pictures = [{ atMs: 0, pictures: 15, damaged: 0, ...level, traits: [] }];
  await openAfter({}, { type: 'verdict.reached', outcome: 'pass', findings: [], pictures });
  await page.getByText(en.pictures.numbers).click();
  await expect.element(page.getByText(/Below 3 nothing moves/)).toBeVisible();
  await expect.element(page.getByTitle(/Below 3 nothing moves/)).toBeVisible();
});

test('a verification of a release is called off on its own page, after it was said what that means', async () => {
  let now: Application = { ...APPROVED, state: 'verifying', step: 'await-event', endedAt: null, certifiedAt: null };
  now = { ...now, releaseId: 'fr0a1b2c3d4e5f6a7b8c' as never };
  const { server } = await openConsole(`/applications/${now.id}`, {
    getApplication: () => now,
    cancelApplication: () => {
      now = { ...now, state: 'cancelled', endedAt: at };
      return now;
    },
  });
  await expect.element(page.getByRole('link', { name: en.application.release })).toBeVisible();
  expect(page.getByRole('link', { name: en.application.resume }).query()).toBeNull();
  const cancel = page.getByRole('button', { name: en.run.cancelOk });
  await cancel.click();
  await expect.element(page.getByText(en.application.cancelText)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: en.run.cancelOk }).click();
  await expect.poll(() => server.calls('cancelApplication').length).toBe(1);
  await expect.element(cancel).not.toBeInTheDocument();
});

test('a certificate has a page for everybody, whose address is there to be copied', async () => {
  await page.viewport(390, 844);
  const pageUrl = `https://cloud.example.com/certificates/${'a'.repeat(64)}`;
  await openConsole(`/applications/${APPROVED.id}`, {
    getApplication: () => APPROVED,
    getCertificate: () => ({ certificate: 'a.b.c', pageUrl }),
  });
  await expect
    .element(page.getByRole('link', { name: en.application.certificatePage }))
    .toHaveAttribute('href', pageUrl);
  await expect.element(page.getByRole('button', { name: `Copy ${pageUrl}` })).toBeVisible();
  expect(overflowing()).toEqual([]);
});
