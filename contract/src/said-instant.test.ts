import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Instant } from './ids.ts';
import { SaidInstant } from './said-instant.ts';

const read = (text: string) => SaidInstant.safeParse(text).data;

test.each([
  ['2026-01-31T08:00:00.000Z', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T16:00:00.000+08:00', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T02:30:00-05:30', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T08:00:00-00:00', '2026-01-31T08:00:00.000Z'],
  ['2026-01-01T00:30:00+23:59', '2025-12-31T00:31:00.000Z'],
  ['2026-01-31t08:00:00z', '2026-01-31T08:00:00.000Z'],
  ['2026-01-31T08:00:00.5Z', '2026-01-31T08:00:00.500Z'],
  ['2026-01-31T08:00:00.123456789Z', '2026-01-31T08:00:00.123Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
  ['2017-01-01T07:59:60.75+08:00', '2017-01-01T00:00:00.000Z'],
  ['1970-01-01T00:00:07Z', '1970-01-01T00:00:07.000Z'],
  ['2026-01-31T08:00Z', '2026-01-31T08:00:00.000Z'],
])('%s is the moment %s (RFC 3339, 5.6)', (text, moment) => expect(read(text)).toBe(moment));

test.each([
  '',
  '2026-01-31',
  '2026-01-31T08:00:00',
  '2026-01-31 08:00:00Z',
  '2026-01-31T16:00:00+0800',
  '2026-01-31T16:00:00+08',
  '2026-01-31T16:00:00+24:00',
  '2026-01-31T24:00:00Z',
  '2026-01-31T08:60:00Z',
  '2026-01-31T08:00:61Z',
  '2026-01-31T08:00:60Z',
  '2026-01-31T08:00:00.Z',
  '2026-02-31T08:00:00Z',
  '2025-02-29T08:00:00Z',
  '2026-13-01T08:00:00Z',
  '0000-01-01T00:00:00+08:00',
  '9999-12-31T23:59:59-08:00',
  '2026-01-31T08:00:00.000ZZ',
  '1769846400',
])('%s is no moment', (text) => expect(read(text)).toBeUndefined());

test('every moment, said with any offset, is read as itself', () => {
  const moments = fc.date({
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-30T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, fc.integer({ min: -1439, max: 1439 }), (moment, offset) => {
      const pad = (value: number) => String(value).padStart(2, '0');
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
      const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, -1);
      const text = `${local}${offset < 0 ? '-' : '+'}${pad(hours)}:${pad(minutes)}`;
      expect(read(text)).toBe(moment.toISOString());
      expect(Instant.safeParse(read(text)).success).toBe(true);
    }),
  );
});

test('what it reads is written in the OpenAPI document as a date-time', () => {
  for (const io of ['input', 'output'] as const)
    expect(z.toJSONSchema(SaidInstant, { io })).toMatchObject({ type: 'string', format: 'date-time' });
});
