// `npm run release`: what is handed out, below dist/release. The same commit gives the same bytes wherever it is made.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWeb } from './build-web.ts';
import { root, stopOnSignals } from './command.ts';
import { billOfMaterials } from './release/bill-of-materials.ts';

const folder = path.join(root, 'dist/release');
const PAGES = 'web/dist';
/** Which part loads which, by where the packages lie: only the test of what pages weigh reads it. */
const PARTS = path.join(PAGES, 'parts');
const LARGEST_BYTES = 256 * 1024 * 1024;

const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: root, maxBuffer: LARGEST_BYTES });
const text = (...args: string[]): string =>
  git(...args)
    .toString('utf8')
    .trim();

/** The commit's files, and beside them the built pages and the bill of materials; all of the commit's time. */
function packArchive(name: string, bill: string): Buffer {
  const pages = readdirSync(path.join(root, PAGES), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(PARTS));
  const added = [...pages.sort(), path.relative(root, bill)].flatMap((file) => [
    `--prefix=${name}/${file.startsWith(PAGES) ? `${path.dirname(file)}/` : ''}`,
    `--add-file=${file}`,
  ]);
  const tar = git('archive', '--format=tar', ...added, `--prefix=${name}/`, 'HEAD');
  return gzipSync(tar, { level: 9 });
}

stopOnSignals();
if (text('status', '--porcelain') !== '') {
  process.stderr.write('A release is made of a commit: commit or put aside what git status shows.\n');
  process.exit(1);
}
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
const name = `kaitong-${version}`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await buildWeb();
const bill = path.join(folder, `${name}.cdx.json`);
writeFileSync(bill, billOfMaterials(root, { at: new Date(text('show', '-s', '--format=%cI', 'HEAD')) }));
writeFileSync(path.join(folder, `${name}.tar.gz`), packArchive(name, bill));
const sums = [`${name}.cdx.json`, `${name}.tar.gz`].map((file) => {
  const hash = createHash('sha256')
    .update(readFileSync(path.join(folder, file)))
    .digest('hex');
  return `${hash}  ${file}\n`;
});
writeFileSync(path.join(folder, 'SHA256SUMS'), sums.join(''));
process.stdout.write(
  `${text('rev-parse', 'HEAD')}\n${sums.join('')}in dist/release; sha256sum -c SHA256SUMS checks them.\n`,
);
