// The pages are built on the machine that serves them: nothing built is committed, and nothing is built twice.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, runNode } from './command.ts';
import { compressPages } from './compress-pages.ts';

const dist = path.join(root, 'web/dist');
const stampFile = path.join(dist, '.sources');
const SOURCES = [
  ...[
    'web',
    'client/src',
    'contract/src',
    'device/package.json',
    'device/src',
    'package-lock.json',
    'scripts/compress-pages.ts',
  ],
  // of the documentation
  ...['docs', 'README.md', 'README.zh-CN.md', 'package.json', 'scripts/docs'],
  ...['server/src/http/api-document.ts', 'server/src/http/kit/openapi.ts', 'device/virtual/faults'],
];

export type WebBuild = { folder: string; built: boolean };

/**
 * The folder with the pages, built first if their sources have changed since.
 * @param onBuild called before building, which takes some seconds
 * @throws Error with Vite's output when the sources do not build
 */
export async function buildWeb(onBuild: () => void = () => {}): Promise<WebBuild> {
  const stamp = hashSources();
  if (isBuilt(stamp)) return { folder: dist, built: false };
  onBuild();
  const stage = path.join(root, `node_modules/.kaitong/web-${process.pid}`);
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  try {
    const { exitCode, output } = await runNode([vite, 'build', '--outDir', stage, '--logLevel', 'warn'], {
      folder: path.join(root, 'web'),
      // A test runner's NODE_ENV would build React's slow, large development pages, which a later start would serve.
      environment: { NODE_ENV: 'production' },
    });
    if (exitCode !== 0) throw new Error(`The web pages do not build.\n${output}`);
    const { buildDocs } = await import('./docs/build-docs.ts'); // what it is made of is loaded only to build
    buildDocs(stage);
    compressPages(stage);
    writeFileSync(path.join(stage, '.sources'), stamp);
    replaceDist(stage, stamp);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  return { folder: dist, built: true };
}

/** A server may be reading the old pages and another process may be building too: dist is only ever whole. */
function replaceDist(stage: string, stamp: string): void {
  const old = `${stage}-old`;
  try {
    renameSync(dist, old);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  try {
    renameSync(stage, dist);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST') || !isBuilt(stamp)) throw error;
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

function isBuilt(stamp: string): boolean {
  try {
    return readFileSync(stampFile, 'utf8') === stamp;
  } catch {
    return false;
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(listSources).sort()) {
    hash.update(`${file}\0`).update(
      createHash('sha256')
        .update(readFileSync(path.join(root, file)))
        .digest(),
    );
  }
  return hash.digest('hex');
}

function listSources(at: string): string[] {
  if (!statSync(path.join(root, at)).isDirectory()) return [at];
  return readdirSync(path.join(root, at))
    .filter((name) => !['dist', 'node_modules'].includes(name) && !/\.test\.tsx?$/.test(name))
    .flatMap((name) => listSources(`${at}/${name}`));
}

const hasCode = (error: unknown, ...codes: string[]) =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

if (import.meta.main) {
  const { built } = await buildWeb(() => process.stdout.write('Building the web pages …\n'));
  process.stdout.write(built ? 'Built into web/dist.\n' : 'web/dist is up to date.\n');
}
