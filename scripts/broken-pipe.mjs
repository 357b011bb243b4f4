/** As a program that SIGPIPE ends: 128 + 13. Node ignores that signal, and a write fails with EPIPE in its place. */
const ENDED_BY_SIGPIPE = 141;

/** Whoever reads our output may have seen enough, as `| head` does: that ends the command, without a word. */
export function endOnBrokenPipe() {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(ENDED_BY_SIGPIPE);
    });
}
