import { expect, test } from 'vitest';
import { joinTexts } from './join-texts.ts';
import { textAt } from './texts.ts';

const catalogue = { page: { title: 'Cameras', count: '{{count}} of {{all}}, {{count}} online' } };

test('a text is found by its path', () => expect(textAt(catalogue, 'page.title')).toBe('Cameras'));

test('every placeholder is filled, numbers and zero too', () =>
  expect(textAt(catalogue, 'page.count', { count: 0, all: 3 })).toBe('0 of 3, 0 online'));

test('what a value says is never read as a placeholder or a pattern', () =>
  expect(textAt(catalogue, 'page.count', { count: '$&', all: '{{count}}' })).toBe('$& of {{count}}, $& online'));

test('what is missing stays visible', () => {
  expect(textAt(catalogue, 'page.count', { count: 1 })).toBe('1 of {{all}}, 1 online');
  expect(textAt(catalogue, 'page')).toBe('page');
  expect(textAt(catalogue, 'no.such.key')).toBe('no.such.key');
});

test('a group has texts in two parts of a catalogue, and both are found', () => {
  const first = { team: { title: 'Team', roles: { owner: 'Owner' } }, frame: { menu: 'Menu' } };
  const later = { team: { lead: 'Who works here', roles: { guest: 'Guest' } }, money: { none: 'None' } };
  const joined = joinTexts(first, later);
  const keys = ['team.title', 'team.lead', 'team.roles.owner', 'team.roles.guest', 'frame.menu', 'money.none'];
  expect(keys.map((key) => textAt(joined, key))).toEqual(['Team', 'Who works here', 'Owner', 'Guest', 'Menu', 'None']);
});
