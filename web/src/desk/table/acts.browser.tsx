import type {} from '@vitest/browser-playwright'; // types what cdp() sends
import { expect, test } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { type Column, DataTable } from './DataTable.tsx';

const columns: Column<string>[] = [
  { key: 'name', title: 'Name', phone: 'name', cell: (name) => name },
  { key: 'acts', title: 'Actions', phone: 'action', cell: (name) => <button type="button">{`End ${name}`}</button> },
];
const shown = (name: string) => {
  const cell = page.getByRole('button', { name: `End ${name}` }).element().parentElement;
  return cell ? getComputedStyle(cell).opacity : '';
};

test('what can be done with a row shows at the row that is pointed at or worked in; on a phone always', async () => {
  await page.viewport(1280, 800);
  await render(<DataTable label="Keys" columns={columns} items={['one', 'two']} keyOf={(name) => name} empty={null} />);
  await userEvent.unhover(document.body);
  await expect.poll(() => [shown('one'), shown('two')]).toEqual(['0', '0']);
  await userEvent.hover(page.getByText('one', { exact: true }));
  await expect.poll(() => [shown('one'), shown('two')]).toEqual(['1', '0']);
  await userEvent.unhover(page.getByText('one', { exact: true }));
  await userEvent.tab();
  await userEvent.tab();
  await expect.poll(() => shown('two')).toBe('1');
  await page.viewport(390, 844);
  await expect.poll(() => [shown('one'), shown('two')]).toEqual(['1', '1']);
});

test('no word stands over acts that do not show, and a reader of the screen still hears what the column holds', async () => {
  await page.viewport(1280, 800);
  await render(<DataTable label="Keys" columns={columns} items={['one']} keyOf={(name) => name} empty={null} />);
  const heading = page.getByRole('columnheader', { name: 'Actions' });
  await expect.element(heading).toBeInTheDocument();
  const word = heading.element().firstElementChild;
  expect(word?.getBoundingClientRect().width).toBe(1);
  // A finger points at nothing before it touches.
  await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: true });
  try {
    await expect.poll(() => matchMedia('(hover: hover)').matches).toBe(false);
    expect(word?.getBoundingClientRect().width).toBeGreaterThan(20);
    expect(shown('one')).toBe('1');
  } finally {
    await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: false });
  }
});
