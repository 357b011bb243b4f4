import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkCodes } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { guidePages } from './guide.ts';
import { conformancePages } from './guide-conformance.ts';
import { limitPages } from './guide-limits.ts';

const pages = guidePages().map(({ file, text }) => ({ name: path.basename(file), file, text }));

test.each(pages)(
  'docs/guide/$name is what the catalogue says; write it anew with `node scripts/guide.ts`',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  },
);

test.each(conformancePages())(
  '$file is what the catalogue of the extended test says; write it anew with `node scripts/guide-conformance.ts`',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(text).not.toMatch(/\{\w+\}|undefined/);
  },
);

test.each(pages)(
  '$name names every check, and no row has a hole or a value that only a finding could fill in',
  ({ text }) => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(new Set(rows.map((row) => /^\| `([\w.]+)`/.exec(row)?.[1]))).toEqual(new Set(checkCodes));
    for (const row of rows) {
      expect(row.split(' | '), row).toHaveLength(6);
      expect(row).not.toMatch(/\{\w+\}|undefined|\| {2}\|/);
    }
  },
);

test.each(limitPages())(
  '$file is what the table of limits says; write it anew with `node scripts/guide-limits.ts`',
  ({ file, text }) => {
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(text).not.toMatch(/\{\w+\}|undefined|NaN/);
  },
);
