import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/command.ts';
import { buildSanitized } from './c-camera.ts';

test('every vector of docs/protocol comes out right, and no cut or changed document leads beyond its end', async () => {
  const folder = await buildSanitized('vectors');
  const files = ['hmac', 'aes', 'firmware'].map((name) => path.join(root, `docs/protocol/vectors/${name}.json`));
  const { status, stdout, stderr } = spawnSync(path.join(folder, 'vectors'), files, { encoding: 'utf8' });
  const [hmac, aes, firmware] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const many = [hmac, aes, firmware.cameras, firmware.refused].flatMap(Object.keys).length;
  expect([status, stdout, stderr]).toEqual([0, `${many} vectors, 0 failed\n`, '']);
  await rm(folder, { recursive: true, force: true });
});

test('it has at most 1,500 lines of code, blank lines and comments apart', () => {
  const folder = path.join(root, 'device-c/src');
  const lines = readdirSync(folder).flatMap((name) =>
    readFileSync(path.join(folder, name), 'utf8')
      .replaceAll(/\/\*.*?\*\//gs, '')
      .split('\n')
      .filter((line) => line.trim() !== ''),
  );
  expect(lines.length).toBeLessThanOrEqual(1500);
});
