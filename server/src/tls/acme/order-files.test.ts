import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OrderFiles, openOrderFiles } from './order-files.ts';

let folder: string;
let files: OrderFiles;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-acme-'));
  files = openOrderFiles(folder, 'https://ca.example.com/directory', 'cam.example.com');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('account, certificate and key are for this user only; a certificate and its key come in one file or not at all', async () => {
  await files.keepAccountKey('account');
  await files.keepCertificate('key\n', async () => 'certificate\n');
  const failing = files.keepCertificate('another\n', async () => {
    throw new Error('refused');
  });
  await expect(failing).rejects.toThrow('refused');
  await files.keepState({ triedAt: 1, failures: 1, problem: 'x', notBefore: undefined });
  expect(readFileSync(files.certificate, 'utf8')).toBe('key\ncertificate\n');
  expect(files.readAccountKey()).toBe('account');
  const own = path.dirname(files.certificate);
  expect(statSync(own).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(own)) expect(statSync(path.join(own, name)).mode & 0o777).toBe(0o600);
});

test('of a damaged state nothing is known; a stage that a killed process left is in nobody’s way', async () => {
  const state = path.join(path.dirname(files.certificate), 'cam.example.com.json');
  const known = { triedAt: 1, failures: 1, problem: 'x', notBefore: undefined };
  writeFileSync(`${state}.next`, 'half');
  await files.keepState(known);
  expect(files.readState()).toEqual(known);
  writeFileSync(state, '{"triedAt":');
  expect(files.readState()).toBeUndefined();
});
