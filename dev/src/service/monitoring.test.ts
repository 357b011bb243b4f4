// What is handed out to watch over a platform, against what a platform says of itself.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../../scripts/command.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

const read = (name: string): string => readFileSync(path.join(root, 'docs/monitoring', name), 'utf8');
const dashboard = JSON.parse(read('dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] };
const rules = read('alerts.yml');
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

let rig: RunningRig;
let measured: Set<string>;
beforeAll(async () => {
  rig = await startRig({}, { judge: await sharedJudge('none') });
  const text = await (await fetch(`${rig.url}/metrics`)).text();
  measured = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name));
});
afterAll(() => rig.stop());

/** Metrics that a text of queries names; of a histogram its own name. */
const named = (text: string): string[] =>
  [...new Set([...text.matchAll(/\b((?:kaitong|process)_[a-z_]+)\b/g)].map(([, name = '']) => name))].map((name) =>
    name.replace(/_(bucket|count|sum)$/, ''),
  );

test('dashboard and alerts name no metric that the platform does not have', () => {
  const all = [...expressions, rules].flatMap(named);
  expect(all.length).toBeGreaterThan(15);
  expect(all.filter((name) => !measured.has(name))).toEqual([]);
});

test('every metric of what happens is on the dashboard', () => {
  const shown = new Set(expressions.flatMap(named));
  const own = [...measured].filter((name) => name.startsWith('kaitong_'));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('every alert has its test, and says what to do', () => {
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const tests = read('alerts.test.yml');
  expect(alerts.filter((name) => !tests.includes(`alertname: ${name}`))).toEqual([]);
  expect([...rules.matchAll(/^ +description: \S/gm)]).toHaveLength(alerts.length);
});
