import { expect, test } from 'vitest';
import { isShown } from './is-shown.ts';

test.each([
  'me',
  'devices',
  'devices/d1',
  'devices/d1/events',
  'footage/newest',
  'footage/pictures',
  'devices/d1/events/e1/snapshot.jpg',
  'devices/d1/events/e1/preview',
])('a visit without a network shows %s', (path) => expect(isShown(path)).toBe(true));

test.each(['orders', 'sessions', 'devices/d1/playbacks', 'devices/d1/events/e1', 'me/delete'])(
  'what it does not show is not kept: %s',
  (path) => expect(isShown(path)).toBe(false),
);
