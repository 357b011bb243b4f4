import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { LICENCE, startTestRegion } from '../src/testing/region.ts';

const BIN = path.resolve(import.meta.dirname, '../bin/kaitong-camera.mjs');

function start(args: string[]) {
  const child = spawn(process.execPath, [BIN, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += String(data);
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, output })),
  );
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    ended,
    async said(text: string): Promise<void> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`It ended without saying "${text}": ${output}`);
        if (String(value).includes(text)) return;
      }
    },
  };
}

function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-cli-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

test('a camera pairs, keeps its credentials to its owner, runs, waves on w and ends on SIGTERM', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  const credentials = path.join(temporary.folder, 'camera.json');
  const licence = ['--uuid', LICENCE.uuid, '--auth-key', LICENCE.authKey];
  const paired = await start(['pair', '--text', region.pairingText, ...licence, '--out', credentials]).ended;
  expect(paired).toMatchObject({ code: 0, output: expect.stringContaining(region.deviceId) });
  expect(statSync(credentials).mode & 0o077).toBe(0);
  expect(paired.output).not.toContain(JSON.parse(readFileSync(credentials, 'utf8')).secret);

  const recording = ['--size', '160x90', '--pre-record', '0.2', '--length', '0.2', '--container', 'fmp4'];
  const running = start(['run', '--credentials', credentials, '--firmware', '2.3.0', ...recording]);
  await running.said('online');
  running.child.stdin.write('w');
  await running.said('Uploaded event');
  expect(region.opened?.body).toMatchObject({ firmware: '2.3.0', declaration: { container: 'fmp4', width: 160 } });
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);

  const showing = ['run', '--credentials', credentials, '--certificate', 'none.pem'];
  for (const [more, said] of [
    [[], 'belong together'],
    [['--certificate-key', 'none.key'], 'none.pem cannot be read (ENOENT)'],
  ] as const)
    expect(await start([...showing, ...more]).ended).toEqual({ code: 2, output: expect.stringContaining(said) });
}, 30_000);

test('a refusal exits with 1 and its code, wrong usage with 2 and one sentence', async () => {
  await using region = await startTestRegion();
  const pair = ['pair', '--text', region.pairingText, '--uuid', LICENCE.uuid, '--auth-key', 'other'];
  expect(await start(pair).ended).toMatchObject({ code: 1, output: expect.stringContaining('licence_proof_wrong') });
  const nowhere = await start(['run', '--credentials', '/nonexistent/camera.json']).ended;
  expect(nowhere).toMatchObject({ code: 2, output: expect.stringMatching(/^There is no .*Pair first.*\n$/) });
  const clash = await start(['record', '--fault', 'ts.align', '--container', 'mp4']).ended;
  expect(clash.code).toBe(2);
}, 30_000);

test('a clip is recorded without a platform', async () => {
  using temporary = temporaryFolder();
  const out = path.join(temporary.folder, 'clip');
  expect((await start(['record', '--size', '160x90', '--out', out]).ended).code).toBe(0);
  const clip = JSON.parse(readFileSync(path.join(out, 'clip.json'), 'utf8'));
  expect(clip.objects.map(({ kind }: { kind: string }) => kind)).toEqual(['segment', 'segment', 'snapshot', 'segment']);
}, 30_000);
