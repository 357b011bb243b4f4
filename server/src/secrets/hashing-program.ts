// The program of a process that hashes passwords: jobs come in and answers go out over the channel to its parent, one job
// at a time. Usage: hashing-program.ts BEHIND
import { getPriority, setPriority } from 'node:os';
import type { Job, JobAnswer } from './hashing-process.ts';
import { scryptPasswords } from './passwords.ts';

setPriority(Math.min(19, getPriority() + Number(process.argv[2])));
// Whoever stops a whole group stops our parent as well, which has sign-ins to answer and ends us.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// The system closes the channel with the parent, however that ended. Ending in order would wait for the hash.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

async function run(job: Job): Promise<string | boolean> {
  if (job.is === 'hash') return await scryptPasswords.hash(job.password);
  if (job.is === 'judge') return await scryptPasswords.isWeak(job.password, job.about);
  return await scryptPasswords.verify(job.password, job.hash);
}

let before: Promise<unknown> = Promise.resolve();
process.on('message', ({ id, job }: { id: number; job: Job }) => {
  before = before.then(async () => {
    const answer: JobAnswer = { id, value: await run(job) };
    process.send?.(answer);
  });
});
