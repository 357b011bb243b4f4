import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('./testing/hanging-child.ts', import.meta.url));

test('a process that a job has made deaf ends with its parent all the same', async () => {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  if (child.stdout) await once(child.stdout, 'data');
  expect(child.exitCode).toBeNull();
  child.stdio[4]?.destroy(); // what the kernel does with everything that the parent holds
  expect(await exited).toEqual([null, 'SIGKILL']);
});
