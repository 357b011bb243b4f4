import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

export type CommandResult = { exitCode: number; output: string };
type RunOptions = {
  show?: boolean;
  folder?: string;
  environment?: Record<string, string>;
  /** Takes what others leave of the processor. */
  yields?: boolean;
};

/**
 * Runs a Node program of this repository to its end; ours ends it if we are told to stop. `output` is what it wrote,
 * unless `show` lets it write to our own terminal.
 */
export async function runNode(
  args: string[],
  { show = false, folder = root, environment = {}, yields = false }: RunOptions = {},
): Promise<CommandResult> {
  const command = yields && process.platform !== 'win32' ? ['nice', '-n', '10', process.execPath] : [process.execPath];
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => child.kill('SIGTERM');
  process.on('exit', stop);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  process.off('exit', stop);
  return { exitCode, output };
}

/** Without this a signal would end us and leave what we started running. */
export function stopOnSignals(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
