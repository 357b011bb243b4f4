// `kaitong conformance` against the real server: what a script branches on, what a person reads, and the files.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { Conformance, darkenText, NumberedConformance } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { activatedUnit } from './testing/tested.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-conformance-'));
let rig: RunningRig;
let environment: Record<string, string>;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'cli' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true });
});

/** It sends an event as one object, so there is an item that cannot be tried. */
const whole = { container: 'mp4' } as const;

async function kaitong(args: string[], env = environment, seen: (line: string) => void = () => undefined) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await main(args, env, {
    line: (text) => {
      lines.push(text);
      seen(text);
    },
    error: (text) => void errors.push(text),
  });
  return { code, lines, errors };
}

/** The region may hear a moment later that the camera is on the line again. */
const conformance = (args: string[], ...more: [env?: typeof environment, seen?: (line: string) => void]) =>
  eventually(async () => {
    const said = await kaitong(['conformance', ...args], ...more);
    expect(said.errors.join()).not.toContain('device_offline');
    return said;
  });

test('a good camera: lines for people, the report as HTML and JUnit; exit 0', async () => {
  const { unit } = await activatedUnit(rig, whole);
  const [html, junit] = [path.join(folder, 'good.html'), path.join(folder, 'good.xml')];
  const args = [unit.deviceId, '--items', 'motion-off,uplink-lost', '--html', html, '--junit', junit];
  const { code, lines } = await conformance(args);
  expect(code).toBe(0);
  expect(lines).toContain('✓ Motion alarm off: Pass. The camera did what is expected');
  expect(lines.join('\n')).toContain(
    '– Uplink lost in mid-upload: Skipped. The event was over before it could be interrupted',
  );
  expect(lines.join('\n')).toMatch(/ {2}What event 1 shows\n {2}[▁▂▃▄▅▆▇█]+ {2}\d+ s; the higher, the brighter/);
  const page = readFileSync(html, 'utf8');
  expect(page).toMatch(/<figcaption>What event 1 shows<\/figcaption>\n<svg [^>]*aria-label="\d+ s, one bar a second/);
  expect(page).toContain(unit.deviceId);
  expect(page).toContain('Motion of 3 s simulated');
  expect(page).not.toMatch(/<(script|link|img)|src=|@import|url\(/);
  const xml = readFileSync(junit, 'utf8');
  expect(xml).toContain('tests="17" failures="0" skipped="16"');
  expect(xml).toMatch(/name="motion-off" time="\d+\.\d{3}">\n {6}<system-out>/);
  expect(xml).toMatch(/What event 1 shows: [▁▂▃▄▅▆▇█]+ {2}\d+ s/);
});

test('a broken camera: the item, its reason and its evidence, as JSON and as a failure in CI; exit 1', async () => {
  const { unit } = await activatedUnit(rig, { fault: 'conformance.privacy-mode' });
  const junit = path.join(folder, 'broken.xml');
  const { code, lines } = await conformance([unit.deviceId, '--items', 'privacy-mode', '--json', '--junit', junit]);
  expect(code).toBe(1);
  const events = lines.slice(0, -1).map((text) => NumberedConformance.parse(JSON.parse(text)));
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
  const report = Conformance.parse(JSON.parse(lines.at(-1) ?? ''));
  const [item] = report.items.filter(({ name }) => name === 'privacy-mode');
  expect(item).toMatchObject({ verdict: 'fail', reason: { code: 'event_in_privacy' } });
  expect(item?.observations.map(({ code: one }) => one)).toContain('event.refused');
  expect(readFileSync(junit, 'utf8')).toContain('<failure type="event_in_privacy"');
});

test('in Chinese, words of both kinds are Chinese; where nothing could be tried nothing has passed: exit 2', async () => {
  const { unit } = await activatedUnit(rig, whole);
  const { code, lines } = await conformance([unit.deviceId, '--items', 'uplink-lost'], {
    ...environment,
    LANG: 'zh_CN.UTF-8',
  });
  expect(lines.join('\n')).toContain('– 上传中途断网：未测试。来不及中断，事件已经结束');
  expect(code).toBe(2);
});

test('whoever is in front of the camera is told to cover its lens, and for how long; stopped meanwhile: exit 3', async () => {
  const { unit } = await activatedUnit(rig, { simulate: false });
  const asked = Promise.withResolvers<void>();
  const ended = conformance([unit.deviceId, '--items', 'night'], environment, (line) => {
    if (line === `  → ${darkenText(60, 'en')}`) asked.resolve();
  });
  await Promise.race([asked.promise, ended]);
  const { items } = await rig.maker.listConformance({ query: {} });
  const [running] = items.filter(({ deviceId, state }) => deviceId === unit.deviceId && state === 'running');
  if (!running) throw new Error(JSON.stringify(await ended));
  await rig.maker.cancelConformance({ params: { id: running.id } });
  expect((await ended).code).toBe(3);
});

test('a refusal and a wrong name have exits of their own', async () => {
  const unknown = await kaitong(['conformance', '6c00000000000000000000']);
  expect(unknown.code).toBe(2);
  expect(unknown.errors.join('\n')).toContain('device_unknown');
  const wrong = await kaitong(['conformance', '6c00000000000000000000', '--items', 'uplink']);
  expect(wrong.code).toBe(64);
  expect(wrong.errors.join('\n')).toContain('uplink-lost');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
