import { operator, type SegmentSeconds, STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { en as desk } from '../../desk/texts/en.ts';
import { sample } from '../../testing/sample.ts';
import { formatTime } from '../../ui/format.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const health = sample(operator.listRegions.reply);
const withSkews = (ofControl: number, ofRegion: number) => ({
  control: { clockSkewMs: ofControl, certificate: null, backup: null },
  items: health.items.map((region) => ({
    ...region,
    answers: true,
    reconciled: null,
    hours: [],
    move: null,
    storage: null,
    keys: null,
    certificate: null,
    clockSkewMs: ofRegion,
  })),
});

test('a server whose clock is off is an alarm that says by how much, and which way', async () => {
  await openOperator('/regions', { listRegions: () => withSkews(7_205_000, -61_000) });
  const { clockAhead, clockBehind, clockOff } = en.operator.regions;
  await expect.element(page.getByText(clockAhead.replace('{{by}}', '02:00:05'))).toBeVisible();
  await expect.element(page.getByText(clockBehind.replace('{{by}}', '00:01:01')).first()).toBeVisible();
  await expect.element(page.getByText(clockOff).first()).toBeVisible();
});

test('a region whose objects move to a bucket says how far it is, and how many stay', async () => {
  const move = {
    ...{ startedAt: '2026-12-01T10:00:00.000Z', finishedAt: null, objects: 1200, bytes: 3e9, expectedBytes: 8e9 },
    staying: 2,
  };
  const shown = withSkews(0, 0);
  const items = shown.items.map((region, n) => (n === 0 ? { ...region, move } : region));
  await openOperator('/regions', { listRegions: () => ({ ...shown, items }) });
  const { move: label, moving, staying } = en.operator.regions;
  await expect.element(page.getByText(label)).toBeVisible();
  await expect.element(page.getByText(moving, { exact: true })).toBeVisible();
  await expect.element(page.getByText('1200 objects, 3.0 GB of about 8.0 GB')).toBeVisible();
  await expect.element(page.getByText(staying.replace('{{count}}', '2'))).toBeVisible();
});

test('what machines differ by whose time is kept is none', async () => {
  await openOperator('/regions', { listRegions: () => withSkews(4000, -4000) });
  await expect.element(page.getByText(en.operator.regions.devices).first()).toBeVisible();
  expect(page.getByRole('alert').elements()).toEqual([]);
});

test('a full storage stands on every page as long as answers say so, and with its figures at its region', async () => {
  const storage = { isFull: true, freeBytes: 1.5e9, leastFreeBytes: 2 ** 31 };
  const items = health.items.map((region) => ({ ...region, answers: true, storage }));
  const { server, router } = await openOperator('/regions', {
    listRegions: () => ({ control: { clockSkewMs: 0, certificate: null, backup: null }, items }),
  });
  const { fullTitle, full } = en.operator.regions;
  await expect.element(page.getByText(fullTitle).first()).toBeVisible();
  await expect.element(page.getByText(full, { exact: true }).first()).toBeVisible();
  await expect.element(page.getByText(/1\.5 GB; uploads stop below 2\.1 GB/).first()).toBeVisible();

  const banner = page.getByText(desk.frame.storageFull);
  expect(banner.elements()).toEqual([]);
  server.say({ [STORAGE_HEADER]: STORAGE_FULL });
  await router.navigate({ to: '/makers' });
  await expect.element(banner).toBeVisible();
  server.say({});
  await router.navigate({ to: '/orders' });
  await expect.element(banner).not.toBeInTheDocument();
});

test('keys of recordings that cannot be written are an alarm that says what stands still, and what to do', async () => {
  const { items, control } = withSkews(0, 0);
  for (const [keys, title] of [
    ['full', en.operator.regions.keysFull],
    ['away', en.operator.regions.keysAway],
    ['damaged', en.operator.regions.keysDamaged],
  ] as const) {
    await openOperator('/regions', { listRegions: () => ({ control, items: items.map((one) => ({ ...one, keys })) }) });
    await expect.element(page.getByText(title).first()).toBeVisible();
    await expect.element(page.getByText(en.operator.regions.keysDoubtful).first()).toBeVisible();
  }
});

test('a certificate that is not renewed, or ends within days, is an alarm with its end and the reason', async () => {
  const problem = 'DNS problem: NXDOMAIN looking up A for cam.example.com';
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  const { items } = withSkews(0, 0);
  const late = items.map((item) => ({ ...item, certificate: { from: 'files' as const, problem: null, endsAt } }));
  await openOperator('/regions', {
    listRegions: () => ({
      control: { clockSkewMs: 0, certificate: { from: 'acme', endsAt: null, problem }, backup: null },
      items: late,
    }),
  });
  const { noCertificate, oldCertificate, certificateDoubtful } = en.operator.regions;
  await expect.element(page.getByText(noCertificate)).toBeVisible();
  await expect.element(page.getByText(new RegExp(problem))).toBeVisible();
  await expect.element(page.getByText(oldCertificate.replace('{{endsAt}}', formatTime(endsAt)))).toBeVisible();
  await expect.element(page.getByText(certificateDoubtful)).toBeVisible();
  expect(page.getByRole('alert').elements()).toHaveLength(2);
});

test('regions are columns of one table, and what needs a hand stands above it under the region’s name', async () => {
  const { control, items } = withSkews(0, 0);
  const [first] = items;
  if (!first) throw new Error('the sample has no region');
  const cn = { ...first, region: 'cn' as typeof first.region, devices: 41 };
  const eu = { ...first, region: 'eu' as typeof first.region, devices: 7, answers: false };
  await openOperator('/regions', { listRegions: () => ({ control, items: [cn, eu] }) });
  const table = page.getByRole('table', { name: en.operator.regions.title });
  await expect.element(table.getByRole('columnheader', { name: /\(cn\)/ })).toBeVisible();
  await expect.element(table.getByRole('columnheader', { name: /\(eu\)/ })).toBeVisible();
  const row = table.getByRole('row', { name: new RegExp(`^${en.operator.regions.devices}`) });
  expect(
    row
      .getByRole('cell')
      .elements()
      .map((cell) => cell.textContent),
  ).toEqual([en.operator.regions.devices, '41', '7']);
  const alarms = page.getByRole('region', { name: /\(eu\)/ });
  await expect.element(alarms.getByText(en.operator.regions.silentTitle)).toBeVisible();
  expect(page.getByRole('region', { name: /\(cn\)/ }).elements()).toEqual([]);
});

test('the last day stands beside each figure, drawn above a zero line and in words; what is not known is said, never drawn as zeros', async () => {
  const { control, items } = withSkews(0, 0);
  const [first] = items;
  if (!first) throw new Error('the sample has no region');
  const hourAgo = (n: number) => new Date(Math.floor(Date.now() / 3_600_000 - n) * 3_600_000).toISOString();
  const counts = { devices: 44, subscriptions: 3, footageBytes: 5e9, judgeQueue: 0, unreported: 0 };
  const hours = [4, 3, 2, 1, 0].map((n) => ({ ...counts, hour: hourAgo(n), online: 40 - n * 5 }));
  const named = (region: string, one: object) => ({
    ...first,
    ...counts,
    online: 41,
    region: region as typeof first.region,
    ...one,
  });
  await openOperator('/regions', {
    listRegions: () => ({
      control,
      items: [named('cn', { hours }), named('eu', { hours: hours.slice(4) }), named('us', { hours: null })],
    }),
  });
  const { lastDay, online, trend, trendHours, trendBegins, trendUnknown } = en.operator.regions;
  const table = page.getByRole('table', { name: en.operator.regions.title });
  const cellsOf = (name: string) =>
    table
      .getByRole('row', { name: new RegExp(`^${name}`) })
      .getByRole('cell')
      .elements();
  await expect.element(table.getByText(trendHours.replace('{{count}}', '5'))).toBeVisible();
  expect(cellsOf(lastDay).map((cell) => cell.textContent)).toEqual([
    lastDay,
    trendHours.replace('{{count}}', '5'),
    trendBegins,
    trendUnknown,
  ]);
  const said = [
    ['hours', '5'],
    ['first', '20'],
    ['last', '40'],
    ['least', '20'],
    ['most', '40'],
  ] as const;
  const words = said.reduce((text, [key, value]) => text.replace(`{{${key}}}`, value), trend);
  await expect
    .element(table.getByRole('row', { name: new RegExp(`^${online}`) }).getByRole('img'))
    .toHaveAccessibleName(words);
  expect(cellsOf(online).map((cell) => cell.querySelectorAll('line, polyline').length)).toEqual([0, 2, 0, 0]);
});

test('how long segments of continuous footage are to be is set for a region, after saying what follows', async () => {
  const { control, items } = withSkews(0, 0);
  let segmentSeconds: SegmentSeconds = 10;
  const asked: unknown[] = [];
  await openOperator('/regions', {
    listRegions: () => ({ control, items: items.slice(0, 1).map((one) => ({ ...one, segmentSeconds })) }),
    changeRegion: ({ body }) => {
      asked.push(body);
      segmentSeconds = body.segmentSeconds;
      return body;
    },
  });
  const texts = en.operator.regions;
  const { segments, changeSegments, segmentsWhen, segmentsSave, segmentsSaved } = texts;
  const row = page.getByRole('row', { name: new RegExp(`^${segments}`) });
  await row.getByRole('button', { name: changeSegments }).click();
  const dialogue = page.getByRole('dialog');
  await expect.element(dialogue.getByText(segmentsWhen)).toBeVisible();
  const of = (count: number) => texts.segmentSeconds.replace('{{count}}', String(count));
  await expect.element(dialogue.getByRole('radio', { name: of(10) })).toBeChecked();
  await dialogue.getByRole('radio', { name: of(60) }).click();
  await dialogue.getByRole('button', { name: segmentsSave }).click();
  await expect.element(page.getByText(segmentsSaved)).toBeVisible();
  await expect.element(row.getByText(of(60))).toBeVisible();
  expect(asked).toEqual([{ segmentSeconds: 60 }]);
});
