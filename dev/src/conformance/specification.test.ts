// docs/protocol/specification*.md: every clause says who tries it, and that is true; both languages say the same; limits are ours.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFORMANCE_ITEMS, type ItemName, MAX_PAYLOAD_BYTES, problems } from '@kaitong/contract';
import {
  checkCodes,
  checks,
  MAX_CONTINUOUS_SEGMENT_BYTES,
  MAX_OBJECT_BYTES,
  MAX_SEGMENT_BYTES,
} from '@kaitong/contract/checks';
import {
  CONTINUOUS_SEGMENT_MINIMUM,
  conformanceLimits,
  FOOTAGE_LIMIT,
  FOOTAGE_MINIMUM,
  PRE_RECORD_LIMIT,
  probeLimits,
  RECORDING_LIMIT,
  recordingLimits,
  SILENCE,
  steps,
  TARGET_LIFE,
  verificationLimits,
} from '@kaitong/core';
import { MQTT_MESSAGES, regionLimits } from '@kaitong/server/testing';
import { expect, test } from 'vitest';
import { clauseFaults, itemFaults } from './testing/firmware-faults.ts';

type Clause = { id: string; profile: string; rule: string; triedBy: string };

const folder = path.join(import.meta.dirname, '../../../docs/protocol');
const pages = {
  en: readFileSync(path.join(folder, 'specification.md'), 'utf8'),
  'zh-CN': readFileSync(path.join(folder, 'specification.zh-CN.md'), 'utf8'),
};
const rowsOf = (page: string): string[][] =>
  [...page.matchAll(/^\| ([A-Z]{3,4}-\d+) \|(.*)\|$/gm)].map(([, id = '', rest = '']) => [
    id,
    ...rest.split(' | ').map((cell) => cell.trim()),
  ]);
const clausesOf = (page: string): Clause[] =>
  rowsOf(page)
    .filter(([id]) => !id?.startsWith('LIM'))
    .map(([id = '', profile = '', rule = '', triedBy = '']) => ({ id, profile, rule, triedBy }));
const limitsOf = (page: string): Map<string, string> =>
  new Map(rowsOf(page).flatMap(([id = '', , value = '']) => (id.startsWith('LIM') ? [[id, value]] : [])));

const quoted = (text: string): string[] => [...text.matchAll(/`([\w.-]+)`/g)].map(([, word = '']) => word);
const isItem = (word: string): word is ItemName => (CONFORMANCE_ITEMS as readonly string[]).includes(word);
const NONE = /^(none: |无：)/;
const itemsOf = ({ triedBy }: Clause): ItemName[] => (NONE.test(triedBy) ? [] : quoted(triedBy).filter(isItem));

const clauses = clausesOf(pages.en);
const faults = [...itemFaults, ...clauseFaults];

test.each(Object.entries(pages))('in %s every clause has a name of its own, a rule, and who tries it', (_, page) => {
  const all = clausesOf(page);
  expect(all.length).toBeGreaterThan(60);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const clause of all) {
    expect(clause.profile, clause.id).toMatch(/^(event|continuous|battery|update|push)$/);
    expect(clause.rule, clause.id).toMatch(/MUST|SHOULD|MAY|\*\*(必须|不得|应当|不应|可以)\*\*/);
    if (!NONE.test(clause.triedBy)) expect(itemsOf(clause).length, `${clause.id}: ${clause.triedBy}`).toBe(1);
  }
});

/** How strong a rule is; what must not be is as strong as what must. */
const KIND = /MUST|SHOULD|MAY|(?<=\*\*)(?:必须|不得|应当|不应|可以)(?=\*\*)/g;

test('both languages say the same of each clause: profile, kind of rule, who tries it', () => {
  const kind = (word: string): string =>
    ({ 必须: 'MUST', 不得: 'MUST', 应当: 'SHOULD', 不应: 'SHOULD', 可以: 'MAY' })[word] ?? word;
  const told = (page: string): unknown[] =>
    clausesOf(page).map((clause) => ({
      id: clause.id,
      profile: clause.profile,
      items: itemsOf(clause),
      kinds: [...new Set([...clause.rule.matchAll(KIND)].map(([word]) => kind(word)))].sort(),
      words: quoted(clause.rule).sort(),
    }));
  expect(told(pages['zh-CN'])).toEqual(told(pages.en));
});

test('a clause that names an item is broken by a fault that this item sees, and by none the page does not tell of', () => {
  const shown = faults.flatMap(({ clauses: broken, item }) => broken.map((id) => `${id} ${item}`));
  const told = clauses.flatMap((clause) => itemsOf(clause).map((item) => `${clause.id} ${item}`));
  expect(shown.sort()).toEqual(told.sort());
});

test('every item of the extended test is named by a clause', () => {
  const named = new Set(clauses.flatMap(itemsOf));
  expect(CONFORMANCE_ITEMS.filter((item) => !named.has(item))).toEqual([]);
});

test.each(Object.entries(pages))('codes that %s names exist', (_, page) => {
  const checked = quoted(page).filter((word) =>
    /^(obj|enc|ts|mp4|video|time|audio|snap|picture|flow)\.\w+$/.test(word),
  );
  expect(checked.length).toBeGreaterThan(5);
  for (const code of checked) expect(checkCodes).toContain(code);
  for (const [, refused = ''] of page.matchAll(/^\| LIM-.*\| (.*) \|$/gm))
    for (const code of quoted(refused).filter((word) => /^[a-z]+(_[a-z]+)+$/.test(word)))
      expect(Object.keys(problems)).toContain(code);
});

const numbers = (text: string | undefined): number[] =>
  [...(text ?? '').matchAll(/\d+/g)].map(([digits]) => Number(digits));
const secondsOf = (length: number | null | undefined): number => (length ?? Number.NaN) / 1000;
const minutesOf = (length: number): number => length / 60_000;
const perMinute = ({ limit, window }: { limit: number; window: number }): number => (limit * 60_000) / window;
const MIB = 1024 * 1024;
const GB = 1e9;

test.each(Object.entries(pages))('limits in %s are those that are kept', (_, page) => {
  const limits = limitsOf(page);
  const kept: Record<string, readonly number[]> = {
    'LIM-4': [secondsOf(TARGET_LIFE)],
    'LIM-5': [perMinute(regionLimits.pairingsPerUnit)],
    'LIM-6': [perMinute(regionLimits.pairingsPerIp)],
    'LIM-7': [perMinute(regionLimits.tokensPerDevice)],
    'LIM-8': [perMinute(regionLimits.tokensPerIp)],
    'LIM-9': [perMinute(regionLimits.eventsPerDevice)],
    'LIM-10': [perMinute(regionLimits.pushesPerDevice)],
    'LIM-13': [MQTT_MESSAGES.burst, 1000 / MQTT_MESSAGES.every],
    'LIM-15': [MAX_PAYLOAD_BYTES],
    'LIM-16': [secondsOf(SILENCE)],
    'LIM-17': [MAX_SEGMENT_BYTES / MIB, MAX_CONTINUOUS_SEGMENT_BYTES / MIB],
    'LIM-18': [MAX_OBJECT_BYTES / MIB],
    'LIM-19': [checks['snap.size'].limit / MIB],
    'LIM-20': [minutesOf(RECORDING_LIMIT.event)],
    'LIM-21': [minutesOf(RECORDING_LIMIT.continuous) / 60],
    'LIM-22': [verificationLimits.objects, conformanceLimits(FOOTAGE_LIMIT).objects, recordingLimits.event.objects],
    'LIM-23': [secondsOf(PRE_RECORD_LIMIT)],
    'LIM-24': [secondsOf(CONTINUOUS_SEGMENT_MINIMUM)],
    'LIM-25': [secondsOf(steps.grant.deadline), secondsOf(steps.grant.dormantDeadline)],
    'LIM-26': [secondsOf(steps['await-event'].deadline)],
    'LIM-27': [secondsOf(steps['await-upload'].deadline)],
    'LIM-28': [secondsOf(FOOTAGE_MINIMUM), secondsOf(FOOTAGE_LIMIT)],
    'LIM-29': [secondsOf(probeLimits.footage)],
    'LIM-35': [perMinute(regionLimits.callsPerOwner), perMinute(regionLimits.callsPerProduct)],
    'LIM-36': [perMinute(regionLimits.bytesPerOwner) / GB, perMinute(regionLimits.bytesPerProduct) / GB],
    'LIM-37': [regionLimits.openEventsPerOwner.limit, regionLimits.openEventsPerProduct.limit],
  };
  for (const [id, wanted] of Object.entries(kept)) expect([id, ...numbers(limits.get(id))]).toEqual([id, ...wanted]);
  const { burst, every } = regionLimits.connectsPerDevice;
  expect(numbers(limits.get('LIM-11')).sort()).toEqual(
    [burst, ...(page === pages.en ? [] : [1]), every / 1000].filter((n) => n !== 1).sort(),
  );
});
