import { spawnSync } from 'node:child_process';
import { root } from '../../../scripts/command.ts';

export type Said = { status: number | null; stdout: string; stderr: string };

/** Runs the `kaitong` command as a person would. */
export function kaitong(args: string[], environment: Record<string, string> = {}): Said {
  return spawnSync(process.execPath, ['client/bin/kaitong.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
}
