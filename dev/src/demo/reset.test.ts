// `kaitong demo reset` beside somebody's own products: it brings back what is the demonstration's, and nothing else.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Input, main } from '@kaitong/client/cli';
import { Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
let folder: string;
let file: string;
const asked: string[] = [];
const room = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.end('{}');
});
beforeAll(async () => {
  rig = await startRig();
  room.listen(0, '127.0.0.1');
  await once(room, 'listening');
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-reset-'));
  file = path.join(folder, 'demo.json');
});
afterAll(async () => {
  room.close();
  rmSync(folder, { recursive: true, force: true });
  await rig?.stop();
});

async function reset(args: readonly string[], input?: Input) {
  const said: string[] = [];
  const output = { line: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const code = await main(['demo', 'reset', ...args], { LANG: 'en_GB.UTF-8' }, output, input);
  return { code, said: said.join('\n') };
}

async function activated() {
  const unit = await rig.unit();
  const camera = await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  await camera.close();
  return unit;
}

const isActive = async (pid: string) =>
  (await rig.maker.getProduct({ params: { pid: Pid.parse(pid) } })).activation !== null;

test('the demonstration’s products are not activated any more once somebody agreed, and others stay as they are', async () => {
  const [shown, kept, own] = [await activated(), await activated(), await activated()];
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'demo.json' } });
  const device = ({ deviceId, pid }: typeof shown, behaviour: string) => ({ deviceId, pid, product: 'x', behaviour });
  const demo = {
    api: { url: rig.url, key },
    room: { url: `http://127.0.0.1:${(room.address() as AddressInfo).port}` },
    devices: [device(shown, 'good-ts'), device(kept, 'already-activated')],
  };
  writeFileSync(file, JSON.stringify(demo));

  const unasked = await reset(['--file', file]);
  expect([unasked.code, await isActive(shown.pid), asked]).toEqual([64, true, []]);
  expect(unasked.said).toContain('--yes');

  const listening = Promise.withResolvers<() => void>();
  const input: Input = {
    onLine(listener) {
      listening.resolve(listener);
      return { close() {} };
    },
  };
  const answered = reset(['--file', file], input);
  const enter = await listening.promise;
  expect(await isActive(shown.pid)).toBe(true);
  enter();
  expect((await answered).code).toBe(0);
  expect(await Promise.all([shown, kept, own].map(({ pid }) => isActive(pid)))).toEqual([false, true, true]);
  expect(asked).toEqual(['POST /restore']);

  const again = await reset(['--file', file, '--yes']);
  expect(again.code).toBe(0);
  expect(again.said).not.toContain('undone:');
});

test('where there is no demonstration, or it does not run, that is said', async () => {
  expect(await reset(['--yes', '--file', path.join(folder, 'none.json')])).toMatchObject({ code: 64 });
  const gone = path.join(folder, 'gone.json');
  const device = { deviceId: 'd'.repeat(20), pid: 'p'.repeat(16), product: 'x', behaviour: 'good-ts' };
  const nobody = 'http://127.0.0.1:1';
  writeFileSync(gone, JSON.stringify({ api: { url: nobody, key: 'x' }, room: { url: nobody }, devices: [device] }));
  const { code, said } = await reset(['--yes', '--file', gone]);
  expect([code, said.includes('cannot be reached')]).toEqual([4, true]);
});
