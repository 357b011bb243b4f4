import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAM = new URL('./in-each-process.mjs', import.meta.url);

export type ProcessCount = Disposable & {
  /** For the program whose processes are counted, and those that they start. */
  environment: Record<string, string>;
  /** Statements since the last call, by schema. */
  take(): Record<string, number>;
};

/** Counts what all processes of a program send to any database. */
export function countProcesses(): ProcessCount {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-counted-'));
  const program = new URL(PROGRAM);
  program.searchParams.set('folder', folder);
  let before: Record<string, number> = {};
  return {
    environment: { NODE_OPTIONS: `--import=${program.href}` },
    take() {
      const all: Record<string, number> = {};
      for (const name of readdirSync(folder)) {
        const [schema = ''] = name.split('.');
        all[schema] = (all[schema] ?? 0) + Number(readFileSync(path.join(folder, name), 'utf8'));
      }
      const taken = Object.entries(all).map(([schema, count]) => [schema, count - (before[schema] ?? 0)] as const);
      before = all;
      return Object.fromEntries(taken);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const sumOf = (counted: Record<string, number>): number =>
  Object.values(counted).reduce((sum, one) => sum + one, 0);
