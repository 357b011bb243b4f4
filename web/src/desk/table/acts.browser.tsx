import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
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
