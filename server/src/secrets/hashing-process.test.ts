import { fork } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { HashingProcess } from './hashing-process.ts';
import { scryptPasswords } from './passwords.ts';

const hashing = new HashingProcess(10);
afterAll(() => hashing.close());

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('passwords are hashed in another process, behind everything else on the machine', async () => {
  expect(hashing.pid).toBeUndefined();
  const hash = await hashing.hash('开通 horse');
  expect(await hashing.verify('开通 horse', hash)).toBe(true);
  expect(await hashing.verify('开通 house', hash)).toBe(false);
  expect(await hashing.verify('', 'no hash')).toBe(false);
  expect(await hashing.isWeak('ann@example.com', ['ann@example.com'])).toBe(true);
  expect(await hashing.isWeak('correct horse battery', [])).toBe(false);
  expect(await scryptPasswords.verify('开通 horse', hash)).toBe(true);
  expect(hashing.pid).not.toBe(process.pid);
  expect(getPriority(hashing.pid)).toBe(Math.min(19, getPriority() + 10));
});

test('one that is killed, or was stopped and is killed, is replaced, and what it was asked is answered by the next', async () => {
  const hash = await hashing.hash('again');
  const first = Number(hashing.pid);
  process.kill(first, 'SIGSTOP');
  const right = hashing.verify('again', hash);
  process.kill(first, 'SIGKILL');
  expect(await right).toBe(true);
  expect(hashing.pid).not.toBe(first);
});

test('what kills two in a row is told and not tried for ever', async () => {
  const hash = await hashing.hash('twice');
  process.kill(Number(hashing.pid), 'SIGSTOP');
  const answer = hashing.verify('twice', hash).catch(String);
  const killed = new Set<number>();
  await vi.waitFor(
    async () => {
      const { pid } = hashing;
      if (pid !== undefined && killed.size < 2 && !killed.has(pid)) process.kill(pid, 'SIGKILL') && killed.add(pid);
      expect(killed.size).toBe(2);
    },
    { interval: 1 },
  );
  expect(await answer).toMatch(/the process that hashes passwords ended: SIGKILL/);
  expect(await hashing.verify('twice', hash)).toBe(true);
});

test('it ends with the program that started it, however that ended, in the middle of a hash too', async () => {
  const program = fork(fileURLToPath(new URL('./testing/hash-for-ever.ts', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [pid] = (await once(program, 'message')) as [number];
  expect(isRunning(pid)).toBe(true);
  program.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000 });
});

test('after the end nothing is hashed, and no process is left', async () => {
  const closing = new HashingProcess(0);
  await closing.hash('x');
  const pid = Number(closing.pid);
  const unfinished = closing.hash('y').catch(String);
  await closing.close();
  expect(await unfinished).toMatch(/no more/);
  expect(isRunning(pid)).toBe(false);
  await expect(closing.hash('z')).rejects.toThrow(/no more/);
});
