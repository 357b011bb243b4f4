// Reads the repository's own files and their imports, for the boundary test: plain text, no compiler.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const NOT_OURS = new Set([
  'node_modules',
  'dist',
  'coverage',
  'test-results',
  'playwright-report',
  'package-lock.json',
]);

export type SourceFile = {
  /** From the root, with `/`: `server/src/context.ts`. */
  name: string;
  text: string;
  /** First folder: `server`; the empty string for a file at the root. */
  package: string;
  /**
   * Tests and what only they use: `x.test.ts`, `x.e2e.ts`, `x.browser.tsx` and `x.browser.config.ts`, a folder or file
   * `testing`, `test-x.ts`, `<package>/fixtures`.
   */
  isTest: boolean;
  /** As written, but relative ones as names from the root: `server/src/store/database.ts`, `@kaitong/core`, `node:fs`. */
  imports: string[];
};

/** Every text file that is ours, whatever its kind. */
export function listSourceFiles(): SourceFile[] {
  return listFiles('').map((name) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    return {
      name,
      text,
      package: name.includes('/') ? (name.split('/')[0] ?? '') : '',
      isTest:
        /\.(test|e2e|browser(\.config)?)\.tsx?$|(^|\/)(testing|e2e)(\/|\.ts$)|(^|\/)test-[^/]*\.ts$|^[a-z]+\/fixtures\//.test(
          name,
        ),
      imports: /\.(ts|tsx|mjs)$/.test(name) ? findImports(text).map((target) => resolve(name, target)) : [],
    };
  });
}

/** `@scope/name` or `name` of a package import; undefined for our files and for `node:` modules. */
export function packageOf(target: string): string | undefined {
  if (/^node:|^#|\.(ts|tsx|mjs|css|svg|json)(\?\w+)?$/.test(target)) return undefined;
  const [first = '', second = ''] = target.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name) || (entry.name.startsWith('.') && entry.name !== '.ci')) return [];
    if (entry.isDirectory()) return listFiles(name);
    return /\.(png|jpe?g|ico|woff2?|mp4|m4s|ts\.bin|bin|gz)$/.test(name) ? [] : [name];
  });
}

function findImports(text: string): string[] {
  const patterns = [
    /^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  // What stands behind a question mark says how Vite is to load it.
  return patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, target = '']) => target.replace(/\?.*$/, '')),
  );
}

function resolve(from: string, target: string): string {
  return target.startsWith('.') ? path.posix.join(path.posix.dirname(from), target) : target;
}
