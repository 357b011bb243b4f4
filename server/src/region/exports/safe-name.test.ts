import { expect, test } from 'vitest';
import { FolderNames, safeName } from './safe-name.ts';

const of = (typed: string) => safeName(typed, 'camera');

test.each([
  ['Front door', 'Front door'],
  ['门口', '门口'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
  ['../../etc/passwd', 'etc passwd'],
  ['.hidden', 'hidden'],
  ['ends with dots...', 'ends with dots'],
  ['tab\tand\nline\u0000', 'tab and line'],
  // Shown as `gnp.exe` turned round: what looks like a picture is a program.
  ['\u202egpj\u202c.exe', 'gpj.exe'],
  ['le\u2066ft\u2069 \u200fmark', 'left mark'],
  ['lone\ud800half', 'lone half'],
  ['', 'camera'],
  ['...', 'camera'],
  ['\u200b\u200b', 'camera'],
])('%j is called %j', (typed, name) => {
  expect(of(typed)).toBe(name);
});

test.each(['CON', 'nul', 'Com1', 'lpt9.txt', 'aux .garden', 'COM²', 'CONIN$'])(
  '%s, which is a device of Windows, gets another beginning',
  (typed) => {
    expect(of(typed)).toBe(`_${typed}`);
  },
);
test.each(['Console', 'COM10', 'auxiliary', 'my con'])('%s is none', (typed) => {
  expect(of(typed)).toBe(typed);
});

test('long ones end within what file systems take, and never within a letter', () => {
  for (const letter of ['a', '门', '👩‍👩‍👧', 'é']) {
    const name = of(letter.repeat(300));
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    expect(Buffer.byteLength(name)).toBeGreaterThan(90);
    expect(name.isWellFormed()).toBe(true);
  }
});

test('no two in a folder are one where capitals, accents’ spellings or widths count for nothing', () => {
  const names = new FolderNames(['account']);
  const taken = ['Tür', 'TÜR', 'Tu\u0308r', 'Account', 'Tür (2)', 'ﬁle', 'file', 'Straße', 'STRASSE'].map((name) =>
    names.take(name),
  );
  expect(new Set(taken.map((name) => name.normalize('NFKD').toUpperCase())).size).toBe(taken.length);
  expect(taken.slice(0, 4)).toEqual(['Tür', 'TÜR (2)', 'Tu\u0308r (3)', 'Account (2)']);
});
