import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leaves, placeholders } from '../../i18n/testing/leaves.ts';
import { en as footageEn } from '../footage/texts/en.ts';
import { zhCN as footageZhCN } from '../footage/texts/zh-CN.ts';
import { en as appEn } from './en.ts';
import { first } from './zh-CN/first.ts';
import { zhCN as appZhCN } from './zh-CN.ts';

const zhCN = { ...appZhCN, footage: footageZhCN };
const en = { ...appEn, footage: footageEn };

test('both languages name the same values in every text', () => {
  expect(placeholders(en)).toEqual(placeholders(zhCN));
});

test('owners are addressed formally, and nobody is shouted at', () => {
  for (const [key, text] of leaves(zhCN)) expect([key, /你|[!！]/.test(text)]).toEqual([key, false]);
  for (const [key, text] of leaves(en)) expect([key, text.includes('!')]).toEqual([key, false]);
});

test('motion detection has one name, and binding a unit is never called activation', () => {
  for (const [key, text] of leaves(zhCN)) expect([key, /运动检测|激活/.test(text)]).toEqual([key, false]);
  for (const [key, text] of leaves(en)) expect([key, /activat/i.test(text)]).toEqual([key, false]);
});

test('the first page and its frame say nothing that comes later', () => {
  const said = new Set([...saidBy(path.join(import.meta.dirname, '../main.tsx'))]);
  expect(said.size).toBeGreaterThan(5);
  expect([...said].filter((group) => !(group in first) && !WITH_PAGES.has(group))).toEqual([]);
});

/** A passkey fails on pages that came with their texts only. */
const WITH_PAGES = new Set(['passkeys']);

/** The groups of texts in a module and all that it imports statically. */
function saidBy(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const code = readFileSync(file, 'utf8');
  const imported = code.matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+\.tsx?)'/gm);
  return [
    ...[...code.matchAll(/\bt\(\s*[`'](\w+)\./g)].map(([, group = '']) => group),
    ...[...imported].flatMap(([, to = '']) => saidBy(path.join(path.dirname(file), to), seen)),
  ];
}
