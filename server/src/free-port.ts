import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below those that systems hand out by themselves, to whoever connects or asks for any port (Linux from 32768, others from
 * 49152, RFC 6335): what is free when it is chosen is still free when it is used, however much goes on meanwhile.
 */
const [FIRST, LAST] = [16_384, 32_000];
const TRIES = 100;

/** A port on which, and on as many after it as are asked for, nobody listens. */
export async function findFreePort(host = '127.0.0.1', { inARow = 1 } = {}): Promise<number> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(FIRST, LAST);
    try {
      for (let n = 0; n < inARow; n++) await tryPort(host, port + n);
      return port;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/**
 * Binds and lets go: whoever is there already is found out now.
 *
 * @throws the system's error with its `code` and `port`
 */
export function tryPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  });
}
