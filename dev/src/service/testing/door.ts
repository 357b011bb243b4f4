import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A port before several that may or may not be listened at, as a balancer has one. */
export type Door = {
  port: number;
  /** Lines that come from now on lead to this one; to one after the other without it. */
  turnTo(backend?: number): void;
  /**
   * Whoever came in is cut off, and what is behind does not hear of it, as when a router loses its table.
   *
   * @returns resolves when what is behind has ended those lines itself
   */
  lose(): Promise<void>;
  close(): Promise<void>;
};

export async function openDoor(backends: readonly number[]): Promise<Door> {
  const lines = new Set<{ near: Socket; far: Socket }>();
  const lost = new Set<Socket>();
  let turned: number | undefined;
  let next = 0;
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
    near.on('error', () => near.destroy());
    void enter(near);
  });

  async function enter(near: Socket): Promise<void> {
    const order = turned === undefined ? backends.map((_, n) => backends[(next + n) % backends.length]) : [turned];
    next += 1;
    for (const port of order) {
      const far = connect({ port: port ?? 0, host: '127.0.0.1', noDelay: true });
      if (!(await isTaken(far))) continue;
      const line = { near, far };
      lines.add(line);
      far.on('error', () => far.destroy());
      far.once('close', () => {
        lines.delete(line);
        near.destroy();
      });
      near.once('close', () => {
        if (!lost.has(far)) far.destroy();
      });
      near.pipe(far).pipe(near);
      near.resume();
      return;
    }
    near.destroy();
  }

  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    turnTo(backend) {
      turned = backend;
    },
    async lose() {
      const ended = [...lines].map(async ({ near, far }) => {
        lost.add(far);
        far.unpipe(near);
        near.unpipe(far);
        far.resume();
        near.destroy();
        await once(far, 'close');
      });
      await Promise.all(ended);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const { near, far } of lines) {
        near.destroy();
        far.destroy();
      }
      await closed;
    },
  };
}

async function isTaken(socket: Socket): Promise<boolean> {
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  }
}
