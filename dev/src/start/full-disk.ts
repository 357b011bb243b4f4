import { ProblemError } from '@kaitong/contract';
import { z } from 'zod';

/** Whether it failed for want of room: a file of ours, or what the platform was asked for. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof ProblemError
    ? error.problem.code === 'disk_full'
    : (error as NodeJS.ErrnoException | undefined)?.code === 'ENOSPC';

const Ready = z.object({ away: z.array(z.string()) });

/** Whether the server takes no uploads, since there is no room for them. */
export async function findFull(localUrl: string): Promise<boolean> {
  const answer = await fetch(`${localUrl}/readyz`);
  return Ready.parse(await answer.json()).away.includes('disk');
}

export const fullText = (folder: string): string =>
  `\nThe disk of ${folder} is full, or nearly: uploads are refused until there is room again, and all the rest goes on.\nMake room; nothing has to be started again. See “A full disk” in docs/guide/operator.md.\n`;

export const withoutDemoText = (url: string): string =>
  `\nKaitong runs at ${url}, without its demonstration: there is no room to set it up. Make room and start again.\n`;
