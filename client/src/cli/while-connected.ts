/** A server that stays away this long is reported as an outage; what was begun there goes on without us. */
const LONGEST_SILENCE_MS = 60_000;

type Patience = { signal: AbortSignal; onConnection: (connected: boolean) => void };

/**
 * Follows a stream to its end, through interruptions of up to a minute. `read` resolves to whether it saw the end.
 *
 * @throws TypeError as `fetch` does, when the server stays away
 */
export async function whileConnected(url: string, read: (patience: Patience) => Promise<boolean>): Promise<void> {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onConnection = (connected: boolean): void => {
    if (connected) {
      clearTimeout(timer);
      timer = undefined;
    } else timer ??= setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
  };
  try {
    if (await read({ signal: silence.signal, onConnection })) return;
  } finally {
    clearTimeout(timer);
  }
  throw new TypeError(`no answer from ${url} for ${LONGEST_SILENCE_MS / 1000} s`);
}
