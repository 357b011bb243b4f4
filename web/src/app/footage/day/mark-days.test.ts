import { expect, test } from 'vitest';
import { markDays } from './mark-days.ts';

const at = (day: number, hour: number) => new Date(2026, 6, day, hour).toISOString();
const hour = (of: string, more = {}) => ({ at: of, events: 1, unread: 0, continuous: false, bytes: 9, ...more });

test('hours are summed up by the viewer’s days', () => {
  const marks = markDays([hour(at(1, 0)), hour(at(1, 23), { unread: 1 }), hour(at(2, 0), { continuous: true })]);
  expect(marks.get('2026-07-01')).toEqual({ events: 2, unread: 1, continuous: false });
  expect(marks.get('2026-07-02')).toEqual({ events: 1, unread: 0, continuous: true });
  expect(marks.size).toBe(2);
});

test('an hour that lies in two days of the viewer marks both', () => {
  const half = new Date(2026, 6, 1, 23, 30).toISOString();
  expect([...markDays([hour(half)]).keys()]).toEqual(['2026-07-01', '2026-07-02']);
});
