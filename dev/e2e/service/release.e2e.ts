// What is handed out: of one commit the same bytes, wherever it is made, with pages that need no building.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
// On the disk of the packages, since pages are moved there when they are built.
const results = path.join(root, 'test-results');
mkdirSync(results, { recursive: true });
const folder = mkdtempSync(path.join(results, 'release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (cwd: string, command: string, ...args: string[]): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8' });

function withPackages(place: string): string {
  symlinkSync(path.join(root, 'node_modules'), path.join(place, 'node_modules'));
  return place;
}

function releaseIn(place: string): string {
  run(folder, 'git', 'clone', '--quiet', '--shared', root, place);
  appendFileSync(path.join(place, '.git/info/exclude'), 'node_modules\n');
  run(withPackages(place), process.execPath, 'scripts/release.ts');
  return path.join(place, 'dist/release');
}

test('a commit gives one release, whose pages are built and whose sums are right', () => {
  const one = releaseIn(path.join(folder, 'one'));
  const other = releaseIn(path.join(folder, 'a/deeper/place'));
  const sums = readFileSync(path.join(one, 'SHA256SUMS'), 'utf8');
  expect(readFileSync(path.join(other, 'SHA256SUMS'), 'utf8')).toBe(sums);
  expect(run(one, 'sha256sum', '--check', 'SHA256SUMS')).not.toMatch(/FAILED/);

  const [archive = ''] = readdirSync(one).filter((name) => name.endsWith('.tar.gz'));
  run(one, 'tar', '-xzf', archive);
  const unpacked = path.join(one, archive.replace('.tar.gz', ''));
  for (const file of [
    'NOTICE',
    'LICENSE',
    'SECURITY.md',
    `${path.basename(unpacked)}.cdx.json`,
    'web/dist/third-party/app.md',
  ])
    expect(existsSync(path.join(unpacked, file)), file).toBe(true);
  expect(run(withPackages(unpacked), process.execPath, 'scripts/build-web.ts')).toContain('up to date');
});

test('what is not committed is never handed out', () => {
  const place = path.join(folder, 'changed');
  run(folder, 'git', 'clone', '--quiet', '--shared', root, place);
  appendFileSync(path.join(place, 'README.md'), 'Changed.\n');
  expect(() => run(withPackages(place), process.execPath, 'scripts/release.ts')).toThrow(/commit/);
});
