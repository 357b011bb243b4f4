/** As a program that SIGPIPE ends: 128 + 13. Node ignores that signal, and a write fails with EPIPE in its place. */
const ENDED_BY_SIGPIPE = 141;

/** Whoever reads our output may have seen enough, as `| head` does: that ends the command, without a word. */
export function endOnBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ENDED_BY_SIGPIPE);
  });
}

export const line = (text: string): void => void process.stdout.write(`${text}\n`);
export const errorLine = (text: string): void => void process.stderr.write(`${text}\n`);

/** Pipes are written in the background, and an exit does not wait for them. */
export const flushed = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write('', () => resolve());
  });
