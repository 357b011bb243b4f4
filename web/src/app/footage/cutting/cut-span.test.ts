import { expect, test } from 'vitest';
import { beginOf, spanOfDay } from '../day/days.ts';
import { faultOf, firstCut, momentOf, moveEnd } from './cut-span.ts';

const DAY = '2026-03-02';
const day = spanOfDay(DAY);
const at = (hours: number, minutes = 0, seconds = 0) => new Date(beginOf(DAY)).setHours(hours, minutes, seconds);
const cut = { from: at(10), to: at(10, 1) };

test('a minute from what plays is offered first, within the day', () => {
  expect(firstCut(at(14, 3, 7) + 400, day)).toEqual({ from: at(14, 3, 7), to: at(14, 4, 7) });
  expect(firstCut(at(23, 59, 30), day)).toEqual({ from: at(23, 59), to: at(24) });
});

test('an end that is moved stays a second from the other, an hour from it at most, and within the day', () => {
  expect(moveEnd(cut, 'to', at(10, 2) + 300, day)).toEqual({ from: at(10), to: at(10, 2) });
  expect(moveEnd(cut, 'to', at(9), day)).toEqual({ from: at(10), to: at(10, 0, 1) });
  expect(moveEnd(cut, 'to', at(20), day)).toEqual({ from: at(10), to: at(11) });
  expect(moveEnd(cut, 'from', at(20), day)).toEqual({ from: at(10, 0, 59), to: at(10, 1) });
  expect(moveEnd(cut, 'from', at(1), day)).toEqual({ from: at(9, 1), to: at(10, 1) });
  expect(moveEnd({ from: at(0, 0, 5), to: at(0, 1) }, 'from', at(-1), day).from).toBe(at(0));
});

test('typed times are moments of the viewer’s day, with or without seconds', () => {
  expect([momentOf(DAY, '14:03'), momentOf(DAY, '14:04:30'), momentOf(DAY, '')]).toEqual([
    ...[at(14, 3), at(14, 4, 30), undefined],
  ]);
});

test('what runs backwards or is longer than an hour is told as that', () => {
  expect([faultOf(cut), faultOf({ from: at(10), to: at(11) })]).toEqual([undefined, undefined]);
  expect([faultOf({ from: at(10), to: at(10) }), faultOf({ from: at(10), to: at(9) })]).toEqual([
    ...['backwards', 'backwards'],
  ]);
  expect(faultOf({ from: at(10), to: at(11, 0, 1) })).toBe('long');
});
