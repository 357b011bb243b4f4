import { conformanceEventsPath, darkenText, itemText, maker, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../testing/lists.ts';
import { lookAway } from '../../testing/look-away.ts';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

type Conformance = Reply<typeof maker.getConformance>;

const TEST = sample(maker.getConformance.reply);
const [ITEM] = TEST.items;
if (!ITEM) throw new Error('a sample holds one item');
const [OBSERVATION] = ITEM.observations;
if (!OBSERVATION) throw new Error('a sample holds one observation');

const second = (n: number) => ({
  ...{ atMs: n * 1000, pictures: 15, damaged: 0, luma: n < 3 ? 16 : 110, range: 40, cb: 128, cr: 128, change: 9 },
  traits: n < 3 ? (['black'] as const) : [],
});
const clip = (event: number, length: number) => ({
  event,
  pictures: Array.from({ length }, (_, n) => ({ ...second(n), traits: [...second(n).traits] })),
});

/** The report of a test that is over, with one item. */
const open = (item: Partial<(typeof TEST.items)[number]>) => {
  const ended = {
    ...ITEM,
    state: 'ended',
    moveSeconds: null,
    darkenSeconds: null,
    observations: [OBSERVATION],
  } as const;
  const test = { ...TEST, state: 'ended', problem: null, items: [{ ...ended, ...item }] } as Conformance;
  return openConsole(`/conformance/${TEST.id}`, { getConformance: () => test });
};

test('each event of an item that failed shows its seconds, on a phone too', async () => {
  await page.viewport(390, 844);
  await open({ verdict: 'fail', clips: [clip(1, 6), clip(2, 60)] });
  await expect.element(page.getByText(en.conformance.clip.replace('{{n}}', '2'))).toBeVisible();
  expect(page.getByRole('slider', { name: en.pictures.choose }).all()).toHaveLength(2);
  await expect.element(page.getByRole('img', { name: 'black: seconds 0–3' }).first()).toBeVisible();
  expect(overflowing()).toEqual([]);
});

test('of an item that passed they are folded with its evidence behind one line, which tells how long it took', async () => {
  const took = { startedAt: '2026-11-01T08:00:00.000Z', endedAt: '2026-11-01T08:00:12.500Z' };
  await open({ verdict: 'pass', clips: [clip(1, 6)], ...took });
  const strip = page.getByText(en.conformance.clip.replace('{{n}}', '1'));
  await expect.element(page.getByText('12.5 s')).toBeVisible();
  await expect.element(strip).not.toBeVisible();
  expect(page.getByRole('listitem').getByRole('heading').element().closest('summary')?.offsetHeight).toBeLessThan(40);
  await page.getByText('12.5 s').click();
  await expect.element(strip).toBeVisible();
});

test('a test with an item that was not tested is not simply passed: that item stands first, and the title says how many were', async () => {
  const item = { ...ITEM, state: 'ended' as const, clips: [], moveSeconds: null, darkenSeconds: null };
  const test = {
    ...TEST,
    ...{ state: 'ended', outcome: 'pass', problem: null, productName: 'Doorbell', firmware: '2.3.0' },
    items: [
      { ...item, name: 'uplink-lost', verdict: 'pass', reason: { code: 'as_expected', params: {} } },
      { ...item, name: 'token-expired', verdict: 'skipped', reason: { code: 'not_reached', params: {} } },
    ],
  } as Conformance;
  await openConsole(`/conformance/${TEST.id}`, { getConformance: () => test });
  const title = page.getByRole('heading', { level: 1 });
  await expect.element(title).toHaveTextContent('Doorbell · 1 of 2 passed, 1 not tested · 2.3.0');
  const items = page.getByRole('list', { name: en.conformance.title }).getByRole('heading', { level: 3 });
  expect(items.elements().map(({ textContent }) => textContent)).toEqual(
    (['token-expired', 'uplink-lost'] as const).map((name) => itemText(name, 'en').title),
  );
});

test('a report of an older server has none, and says nothing of it', async () => {
  await open({ verdict: 'fail', clips: [] });
  await expect.element(page.getByText(en.conformance.evidence.replace('{{n}}', '1'))).toBeVisible();
  expect(page.getByRole('slider').query()).toBeNull();
});

test('whoever stands in front of the camera is asked to darken its lens, and for how long', async () => {
  await open({ state: 'running', verdict: null, reason: null, clips: [], darkenSeconds: 60 });
  await expect.element(page.getByText(darkenText(60, 'en'))).toBeVisible();
});

test('a tab that nobody sees holds no stream of the test, and shows how it went when one comes back', async () => {
  const running = { ...TEST, state: 'running', problem: null, items: [{ ...ITEM, state: 'running' }] } as Conformance;
  const { server } = await openConsole(`/conformance/${TEST.id}`, { getConformance: () => running });
  const path = conformanceEventsPath(TEST.id);
  await expect.poll(() => server.readers(path)).toBe(1);
  const comeBack = lookAway();
  await expect.poll(() => server.readers(path)).toBe(0);
  expect(page.getByText(en.conformance.reconnecting).query()).toBeNull();
  const asked = server.calls('getConformance').length;
  server.tell(path, { seq: 1, progress: { type: 'ended', problem: null } });
  comeBack();
  await expect.poll(() => server.calls('getConformance').length).toBeGreaterThan(asked);
});
