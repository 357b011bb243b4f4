import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DemoFile } from '@kaitong/contract';
import type { Output } from './output.ts';
import type { Input } from './repeat-tests.ts';
import { UsageError } from './usage-error.ts';

/** Resolves once somebody said yes. */
export async function agreed(input: Input | undefined, ask: string, output: Output): Promise<void> {
  if (!input) throw new UsageError('Nobody is there to be asked: say --yes.');
  output.line(ask);
  await entered(input);
}

function entered(input: Input): Promise<void> {
  return new Promise((resolve) => {
    const lines = input.onLine(() => {
      lines.close();
      resolve();
    });
  });
}

/** What `npm start` wrote of its demonstration. */
export async function readDemo(file: string): Promise<DemoFile> {
  const whole = path.resolve(file);
  const text = await readFile(whole, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new UsageError(`There is no demonstration at ${whole}; name its demo.json with --file, or set KAITONG_DATA.`);
  const demo = DemoFile.safeParse(JSON.parse(text));
  if (!demo.success) throw new UsageError(`${whole} is not what npm start writes; start the demonstration anew.`);
  return demo.data;
}
