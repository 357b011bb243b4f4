// Many samples at once, as a factory's script submits them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from '@kaitong/client/cli';
import { accountEventsPath } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningRig, startRig } from './testing/rig.ts';

let rig: RunningRig;
let folder: string;
let environment: Record<string, string>;
beforeAll(async () => {
  rig = await startRig();
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-many-'));
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'factory' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
});
afterAll(async () => {
  await rig.stop();
  rmSync(folder, { recursive: true });
});

async function kaitong(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await main(args, environment, { line: (text) => lines.push(text), error: (text) => errors.push(text) });
  return { code, lines, errors };
}

const inFolder = (name: string, text?: string): string => {
  const file = path.join(folder, name);
  if (text !== undefined) writeFileSync(file, text);
  return file;
};
const applicationsOf = async (deviceId: string) =>
  (await rig.maker.listApplications({ query: { search: deviceId } })).items;

test('each sample of a file comes to its outcome, in one report; a second call submits none of them again', async () => {
  const good = await rig.unit();
  const broken = await rig.unit();
  await good.camera();
  await broken.camera({ fault: 'video.first_not_key' });
  const unknown = '6c00000000000000000000';
  const ids = inFolder(
    'ids.txt',
    `# a batch\n${good.deviceId}\n\n${broken.deviceId} # ${unknown}\n${unknown}\n${good.deviceId}\n`,
  );
  const junit = inFolder('report.xml');
  const said = await kaitong('activate-all', ids, '--junit', junit);
  expect(said.code).toBe(1);
  expect(said.lines.at(-1)).toContain('1 approved, 1 rejected, 1 refused');
  const xml = readFileSync(junit, 'utf8');
  expect(xml).toContain('tests="3" failures="2"');
  expect(xml).toContain('clip_rejected video.first_not_key');
  expect(xml).toContain('<failure type="device_unknown"');

  const again = await kaitong('activate-all', ids);
  expect(again.code).toBe(1);
  expect(again.errors.join()).toContain('has 3 of 3');
  for (const deviceId of [good.deviceId, broken.deviceId, unknown])
    expect(await applicationsOf(deviceId), deviceId).toHaveLength(1);
});

test('all that are on their way are followed on one line of the account', async () => {
  const units = [await rig.unit(), await rig.unit(), await rig.unit()];
  for (const unit of units) await unit.device(); // it takes the grant, and nobody waves
  const ids = inFolder('line.txt', units.map(({ deviceId }) => deviceId).join('\n'));
  const asked = vi.spyOn(globalThis, 'fetch');
  let begun = 0;
  const output = {
    error() {},
    line(text: string) {
      const { state } = JSON.parse(text);
      if (state !== 'verifying' || ++begun < units.length) return;
      for (const { deviceId } of units) void cancel(deviceId);
    },
  };
  const cancel = async (deviceId: string) => {
    for (const { id } of await applicationsOf(deviceId)) await rig.maker.cancelApplication({ params: { id } });
  };
  expect(await main(['activate-all', ids, '--json', '--parallel', '200'], environment, output)).toBe(3);
  // What is left of another file’s test asks another server.
  const streams = asked.mock.calls.filter(
    ([url, init]) =>
      String(url).startsWith(rig.url) && new Headers(init?.headers).get('accept') === 'text/event-stream',
  );
  asked.mockRestore();
  expect(streams.map(([url]) => new URL(String(url)).pathname)).toEqual([accountEventsPath]);
});

test('what an earlier call had begun when it was killed is followed and not submitted again', async () => {
  const [noted, unnoted] = [await rig.unit(), await rig.unit()];
  const deviceIds = [noted.deviceId, unnoted.deviceId];
  for (const unit of [noted, unnoted]) await unit.device(); // it takes the grant, and nobody waves
  const begun = await Promise.all(deviceIds.map((deviceId) => rig.maker.createApplication({ body: { deviceId } })));
  const ids = inFolder('killed.txt', deviceIds.join('\n'));
  const line = { deviceId: noted.deviceId, applicationId: begun[0]?.id, state: 'verifying', findings: [] };
  inFolder('killed.txt.report.jsonl', `${JSON.stringify(line)}\n{"deviceId":"${unnoted.deviceId}","st`);
  const ended: string[][] = [];
  const output = {
    error() {},
    line(text: string) {
      const { deviceId, applicationId, state } = JSON.parse(text);
      if (state === 'verifying') void rig.maker.cancelApplication({ params: { id: applicationId } });
      else ended.push([deviceId, applicationId, state]);
    },
  };
  expect(await main(['activate-all', ids, '--json'], environment, output)).toBe(3);
  const expected = begun.map(({ id, deviceId }) => [deviceId, id, 'cancelled']);
  expect(ended.sort()).toEqual(expected.sort());
});

test('a sample that came when no more were taken that day is submitted by the next call, and no other refused one', async () => {
  const [early, unknown] = ['6c00000000000000000001', '6c00000000000000000002'];
  const ids = inFolder('early.txt', `${early}\n${unknown}\n`);
  const lines = [
    { deviceId: early, problem: 'rate_limited' },
    { deviceId: unknown, problem: 'device_unknown' },
  ].map((one) => JSON.stringify({ ...one, applicationId: null, state: 'refused', pid: null, findings: [] }));
  inFolder('early.txt.report.jsonl', `${lines.join('\n')}\n`);
  const said = await kaitong('activate-all', ids, '--json');
  expect(said.lines.map((line) => JSON.parse(line))).toMatchObject([{ deviceId: early, problem: 'device_unknown' }]);
});

test('a file with something else than device IDs is named by its lines, and nothing is submitted', async () => {
  const ids = inFolder('wrong.txt', '6c00000000000000000000\nU1234567\n');
  const said = await kaitong('activate-all', ids);
  expect(said.code).toBe(64);
  expect(said.errors.join()).toContain('line 2: u1234567');
});

test('products and licences are listed and made; AuthKeys are written into a new file only', async () => {
  const { lines } = await kaitong('products', 'create', '门铃 D2');
  const [pid = ''] = lines;
  const products = await kaitong('products', '--json');
  expect(products.lines.map((text) => JSON.parse(text).pid)).toContain(pid);
  expect((await kaitong('products')).lines.join()).toContain('门铃 D2');
  const out = inFolder('licences.csv');
  expect(await kaitong('licences', 'issue', pid, '--count', '2', '--out', out)).toMatchObject({ code: 0, lines: [] });
  const csv = readFileSync(out, 'utf8').trim().split('\n');
  expect(csv).toEqual(['uuid,auth_key', expect.stringMatching(/^\w+,\w+$/), expect.stringMatching(/^\w+,\w+$/)]);
  expect((await kaitong('licences', 'issue', pid, '--count', '2', '--out', out)).errors.join()).toContain(
    'there already',
  );
  const listed = await kaitong('licences', pid, '--json');
  expect(listed.lines.map((text) => JSON.parse(text).uuid).sort()).toEqual(
    csv
      .slice(1)
      .map((one) => one.split(',')[0])
      .sort(),
  );
  expect(listed.lines.join()).not.toContain(csv[1]?.split(',')[1]);
  expect((await kaitong('licences', 'x')).code).toBe(64);
});

test.each(['bash', 'zsh', 'fish'])('completion for %s knows every command', async (shell) => {
  const script = (await kaitong('completion', shell)).lines.join('\n');
  for (const word of ['activate-all', 'whoami', 'licences', 'issue', 'rotate-key']) expect(script).toContain(word);
  expect((await kaitong('completion', 'tcsh')).code).toBe(64);
});
