import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRange } from './range.ts';

test('whatever is asked for, what is sent lies within the object (RFC 9110, 14.1.2)', () => {
  const number = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 0, max: 20 }), (from, to, bytes) => {
      const range = parseRange(`bytes=${from ?? ''}-${to ?? ''}`, bytes);
      const all = Array.from({ length: bytes }, (_, n) => n);
      const wanted =
        from === undefined
          ? to === undefined
            ? all
            : all.slice(-to || bytes)
          : all.filter((n) => n >= from && n <= (to ?? n));
      if (range === 'unsatisfiable') expect(wanted).toEqual([]);
      else if (range !== undefined) expect(all.slice(range.first, range.last + 1)).toEqual(wanted);
      else expect(from === undefined ? to === undefined : to !== undefined && to < from).toBe(true);
    }),
  );
});

test('what is no range of bytes is ignored', () => {
  for (const header of [undefined, '', 'bytes=', 'bytes=a-b', 'items=0-1', 'bytes=0-1,2-3', 'bytes=--1']) {
    expect(parseRange(header, 10)).toBeUndefined();
  }
});
