import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PROGRAM = 'dev/e2e/service/stoppable-server.ts';
const git = (...given: string[]): Buffer => execFileSync('git', given, { cwd: ROOT, maxBuffer: 2 ** 30 });

/** Whether this checkout's history reaches so far back. */
export function isKnownRelease(commit: string): boolean {
  try {
    git('cat-file', '-e', `${commit}^{commit}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * The sources of an older commit, in a folder of their own beside the packages that are installed here.
 *
 * @returns the folder, and its server as a program (`stoppable-server.ts`)
 */
export function checkOutRelease(commit: string): { folder: string; program: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-older-'));
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', commit) });
  const installed = path.join(ROOT, 'node_modules');
  mkdirSync(path.join(folder, 'node_modules/@kaitong'), { recursive: true });
  for (const name of readdirSync(installed).filter((one) => one !== '@kaitong'))
    symlinkSync(path.join(installed, name), path.join(folder, 'node_modules', name));
  for (const name of readdirSync(path.join(installed, '@kaitong'))) {
    symlinkSync(path.join('../..', name), path.join(folder, 'node_modules/@kaitong', name));
    const own = path.join(ROOT, name, 'node_modules');
    if (existsSync(own)) symlinkSync(own, path.join(folder, name, 'node_modules'));
  }
  copyFileSync(path.join(ROOT, PROGRAM), path.join(folder, PROGRAM));
  return { folder, program: path.join(folder, PROGRAM) };
}
