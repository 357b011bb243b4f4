import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { OrderState } from './schedule.ts';

/** What is kept of one authority and one name, for all processes that share the data folder. */
export type OrderFiles = {
  /** Certificate, chain and key in one: no reader ever sees two that do not fit. */
  certificate: string;
  readAccountKey(): string | undefined;
  keepAccountKey(key: string): Promise<void>;
  readState(): OrderState | undefined;
  keepState(state: OrderState): Promise<void>;
  /** Writes the key before anything is ordered, so that no certificate is lost to a full disk without a reason. */
  keepCertificate(key: string, order: () => Promise<string>): Promise<void>;
};

const State = z.object({
  triedAt: z.number(),
  failures: z.int().min(0),
  problem: z.string().optional(),
  notBefore: z.number().optional(),
});

/** @param directory of the authority: an account there is none elsewhere */
export function openOrderFiles(folder: string, directory: string, host: string): OrderFiles {
  const own = path.join(folder, encodeURIComponent(directory.replace(/^https:\/\//, '')));
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const [account, state, certificate] = ['account.pem', `${host}.json`, `${host}.pem`].map((name) =>
    path.join(own, name),
  ) as [string, string, string];
  return {
    certificate,
    readAccountKey: () => readIfThere(account),
    keepAccountKey: (key) => replace(account, async (write) => await write(key)),
    readState() {
      try {
        const { problem, notBefore, ...read } = State.parse(JSON.parse(readIfThere(state) ?? ''));
        return { ...read, problem, notBefore };
      } catch {
        return undefined; // nothing is lost with it but a pause
      }
    },
    keepState: (value) => replace(state, async (write) => await write(JSON.stringify(value))),
    keepCertificate: (key, order) =>
      replace(certificate, async (write) => {
        await write(key);
        await write(await order());
      }),
  };
}

/** Whoever reads it sees the old or the new one, and nobody but this user does. */
async function replace(
  file: string,
  fill: (write: (text: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const stage = `${file}.next`;
  rmSync(stage, { force: true }); // one of a process that died
  const handle = await open(stage, 'wx', 0o600);
  try {
    await fill((text) => handle.writeFile(text));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(stage, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
