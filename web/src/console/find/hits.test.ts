import { expect, test } from 'vitest';
import type { Menu } from '../../desk/frame/menu.ts';
import { matchPages } from './hits.ts';

const menu = [
  {
    title: 'Assets',
    entries: [
      { to: '/products', text: 'Products' },
      { to: '/devices', text: 'Devices' },
    ],
  },
  { title: 'Money', entries: [{ to: '/billing', text: '费用概况' }] },
] as unknown as Menu;

const names = (typed: string) => matchPages(menu, typed).map(({ name }) => name);

test('pages are found by any part of their name, whatever its case, and none before something was typed', () => {
  expect(names('')).toEqual([]);
  expect(names('DEV')).toEqual(['Devices']);
  expect(names('费用')).toEqual(['费用概况']);
  expect(names('nothing')).toEqual([]);
  expect(matchPages(menu, 'prod')).toMatchObject([{ kind: 'Assets', link: { to: '/products' } }]);
});
