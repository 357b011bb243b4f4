import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { overflowing } from '../../testing/lists.ts';
import { Ident } from '../../ui/Ident.tsx';
import { StateTag } from '../parts/StateTag.tsx';
import { type Column, DataTable } from './DataTable.tsx';

type Try = { id: string; at: string; remark: string };
const columns: Column<Try>[] = [
  { key: 'at', title: 'Applied at', cell: ({ at }) => at },
  { key: 'id', title: 'Device ID', phone: 'name', cell: ({ id }) => <Ident value={id} /> },
  {
    key: 'state',
    title: 'State',
    phone: 'state',
    cell: () => <StateTag tone="refused" icon="cross" text="Rejected" />,
  },
  { key: 'remark', title: 'Remark', wide: true, cell: ({ remark }) => remark },
];
const items = [
  { id: '6c6c06529737a7ca02xdy2', at: '10-12 14:27', remark: 'no key frame at first' },
  { id: '6c498a7ef85bd838ffkgxb', at: '10-12 14:20', remark: 'no event' },
];

test('on a phone a row is two lines: what it is and how it stands, when and why; on a desk it is one', async () => {
  await page.viewport(390, 844);
  await render(
    <main style={{ padding: 16, font: '14px/22px sans-serif' }}>
      <DataTable label="Tries" columns={columns} items={items} keyOf={({ id }) => id} empty={null} />
    </main>,
  );
  const at = (text: string) => page.getByText(text, { exact: true }).first().element().getBoundingClientRect();
  const [name, state, when, why] = [at('6c6c'), at('Rejected'), at('10-12 14:27'), at('no key frame at first')];
  expect(Math.abs(name.top + name.bottom - state.top - state.bottom)).toBeLessThan(12);
  expect(state.right).toBeGreaterThan(360);
  expect(when.top).toBeGreaterThanOrEqual(name.bottom);
  expect(Math.abs(when.top - why.top)).toBeLessThan(4);
  expect(at('10-12 14:20').top - when.top).toBeLessThan(80);
  expect(overflowing()).toEqual([]);

  await page.viewport(1280, 800);
  await expect.poll(() => Math.abs(at('6c6c').top - at('10-12 14:27').top)).toBeLessThan(12);
  const rows = [...document.querySelectorAll('tbody tr')].map((row) => Math.round(row.getBoundingClientRect().height));
  expect(rows).toEqual([40, 40]);
  expect(at('10-12 14:27').left).toBeLessThan(at('6c6c').left);
});
