import { expect, test } from 'vitest';
import { type BrowserFacts, caseOf } from './this-browser.ts';

const able: BrowserFacts = {
  isSecure: true,
  hasPush: true,
  isApple: false,
  isInstalled: false,
  permission: 'default',
};

test.each<[string, Partial<BrowserFacts>, ReturnType<typeof caseOf>]>([
  ['a browser with push that asked nobody yet', {}, 'able'],
  ['one that may already', { permission: 'granted' }, 'able'],
  ['one whose user said no', { permission: 'denied' }, 'denied'],
  ['a page without HTTPS, whatever the browser', { isSecure: false, hasPush: false, isApple: true }, 'no_https'],
  [
    'an iPhone’s browser, which has no push',
    { isApple: true, hasPush: false, permission: undefined },
    'ios_not_installed',
  ],
  ['an iPhone’s home screen', { isApple: true, isInstalled: true }, 'able'],
  ['an iPhone that is too old', { isApple: true, isInstalled: true, hasPush: false }, 'no_push'],
  ['a browser without push', { hasPush: false, permission: undefined }, 'no_push'],
])('%s', (_, facts, found) => {
  expect(caseOf({ ...able, ...facts })).toBe(found);
});
