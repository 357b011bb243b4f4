import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Budgets, findRisen, STATEMENT_BUDGETS } from './statement-budgets.ts';

const FILE = 'statement-budgets.json';

/** Every version that git's history has of the file in this folder, under whatever name; none where there is no history. */
function versionsOf(folder: string): Budgets[] {
  const args = ['log', '--follow', '--diff-filter=d', '--name-only', '--format=', '--pretty=%H', '--', FILE];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) return [];
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, n) =>
    n % 2 === 0 ? [JSON.parse(git(folder, 'show', `${line}:${lines[n + 1]}`)) as Budgets] : [],
  );
}

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

test('no budget of statements is higher than it ever was', ({ skip }) => {
  const versions = versionsOf(import.meta.dirname);
  if (versions.length === 0) skip('there is no history');
  expect(findRisen(STATEMENT_BUDGETS, versions)).toEqual([]);
});

test('a number that is raised is found in the history, also where it was lowered since, or the file moved', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-budgets-'));
  const commit = (name: string, budgets: Budgets): void => {
    writeFileSync(path.join(folder, name), JSON.stringify(budgets, null, 2));
    git(folder, 'add', '-A');
    git(folder, '-c', 'user.name=n', '-c', 'user.email=e@example.com', 'commit', '-qm', 'budgets');
  };
  const rest = { declare: 2, close: 6, status: 4, connect: 3, 'connect again': 2 };
  try {
    git(folder, 'init', '-q');
    expect(versionsOf(folder)).toEqual([]);
    commit('budgets.json', { a: { open: 13, commit: 9, ...rest } });
    commit('budgets.json', { a: { open: 12, commit: 4, ...rest } });
    git(folder, 'mv', 'budgets.json', FILE);
    const last = { a: { open: 12, commit: 5, ...rest }, b: { signal: 4 } };
    commit(FILE, last);
    const versions = versionsOf(folder);
    expect(versions.map(({ a }) => [a?.open, a?.commit])).toEqual([
      [12, 5],
      [12, 4],
      [13, 9],
    ]);
    expect(findRisen(last, versions)).toEqual(['a, commit: 5, and was 4']);
    expect(findRisen({ a: { open: 11, commit: 4, new: 7 } }, versions)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
