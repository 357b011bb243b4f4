/**
 * Keeps a user who waits informed: prints `line()` every `everyMs`, in place on a terminal, as lines elsewhere.
 * @param {() => string} line
 */
export function startProgress(line, everyMs = 1500) {
  const terminal = process.stderr.isTTY === true;
  const timer = setInterval(() => process.stderr.write(terminal ? `\r${line()}\x1b[K` : `${line()}\n`), everyMs);
  return () => {
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\x1b[K');
  };
}

/** Whole seconds since `start`, a value of `Date.now()`. */
export const secondsSince = (start) => Math.round((Date.now() - start) / 1000);
