import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, SETTING_NAMES } from './settings.ts';

/** Name → default of a README's table of settings: `| `KAITONG_X` | `default` | … |`. */
function tableOf(file: string): Map<string, string> {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
  const rows = text.matchAll(/^\| `(KAITONG_\w+)` \| (.*?) \|/gm);
  return new Map([...rows].map(([, name = '', value = '']) => [name, value]));
}

test.each(['README.md', 'README.zh-CN.md'])(
  '%s lists every setting once, and its default where it is a word',
  (file) => {
    const table = tableOf(file);
    expect([...table.keys()].sort()).toEqual(SETTING_NAMES.toSorted());
    const words = Object.fromEntries(
      [...table].flatMap(([name, value]) => (/^`.*`$/.test(value) ? [[name, value.slice(1, -1)]] : [])),
    );
    // The words of the table, set, say the same as nothing set.
    expect(Object.keys(words).length).toBeGreaterThan(3);
    expect(readSettings(words)).toEqual(readSettings({}));
  },
);

test('nothing set is right', () => {
  expect(readSettings({})).toHaveProperty('settings');
});
