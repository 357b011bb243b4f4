import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

const text = (...cells: string[]) => csvLine(cells.map((text) => ({ text })));

test('cells with commas, quotes or line breaks are quoted (RFC 4180, 2.6 and 2.7)', () => {
  expect(text('a,b', 'say "hi"', 'two\nlines', 'plain')).toBe('"a,b","say ""hi""","two\nlines",plain\n');
});

test('text that a spreadsheet would run as a formula is made text, and a negative number stays a number', () => {
  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '＝1', '\t=1', '  =1', '|calc'])
    expect(text(formula)).toBe(`'${formula}\n`);
  expect(text('=HYPERLINK("http://evil.example","x")')).toBe(`"'=HYPERLINK(""http://evil.example"",""x"")"\n`);
  expect(text('卡片机-2', 'a=b')).toBe('卡片机-2,a=b\n');
  expect(csvLine([{ number: '-0.70' }])).toBe('-0.70\n');
});
