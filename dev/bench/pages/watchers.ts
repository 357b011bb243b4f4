import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { applicationEventsPath } from '@kaitong/contract';
import { append, lastSeq, progressTopic } from '@kaitong/server/testing';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openGround, peopleAround } from '../../src/activation/testing/rig.ts';
import type { Counted } from '../activations/server.ts';
import { sumOf } from '../counting/count-processes.ts';
import { type Pids, type Spent, sessionsOf, startMeter } from '../machine.ts';
import { percentile, timeOf } from '../samples.ts';

export const WATCHERS = 200;
/** One after the other: each is a delivery of its own to every watcher. */
const ENTRIES = 60;
const WARM_UP = 5;
const TOLD = { type: 'step.started', step: 'check', deadlineAt: null };

/**
 * Milliseconds. `server`, `database`: of processor time a delivery; `last`: until the last watcher has it. `statements`: of
 * the server, an entry, to all watchers together.
 */
export type Delivered = Record<'server' | 'database' | 'last' | 'statements', number> & {
  spent: Spent<'server' | 'database'>;
};
export type Watched = { ours: Delivered; peer: Delivered };

type Programs = { server: Pids; database: Pids; statements(): Promise<number> };

const start = (program: string, environment: Record<string, string> = {}): ChildProcess =>
  fork(path.join(import.meta.dirname, program), { env: { ...process.env, ...environment } });

/** So many pages that look at one application, as a wall of screens does. */
export async function measureWatchers(): Promise<Watched> {
  const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' });
  const server = start('../activations/server.ts', {
    ...ground.environment,
    KAITONG_PORT: String(await freePorts()),
  });
  try {
    const [{ url }] = (await once(server, 'message')) as [{ url: string }];
    const { maker } = await peopleAround(ground, url);
    const { application } = await maker.activate('nowhere0000000000001'); // refused, with a progress of its own
    const topic = progressTopic(application.id);
    const ours = await deliver(
      {
        server: () => [server.pid ?? 0],
        database: () => sessionsOf(ground.control.connection.database ?? ''),
        async statements() {
          server.send('count');
          const [{ statements }] = (await once(server, 'message')) as [Counted];
          return sumOf(statements);
        },
      },
      {
        first: (await lastSeq(ground.control.db, topic)) + 1,
        open: () => maker.fetch(applicationEventsPath(application.id)),
        tell: () => append(ground.control.db, topic, { ...TOLD, at: new Date().toISOString() }),
      },
    );
    return { ours, peer: await measurePeer() };
  } finally {
    server.disconnect();
    await once(server, 'exit');
    await ground.close();
  }
}

async function measurePeer(): Promise<Delivered> {
  const peer = start('server.ts');
  const [{ url }] = (await once(peer, 'message')) as [{ url: string }];
  const progress = { ...TOLD, at: new Date(0) };
  try {
    return await deliver(
      { server: () => [peer.pid ?? 0], database: () => [], statements: async () => 0 },
      {
        first: 1,
        open: () => fetch(url),
        tell: async (seq) => void peer.send(`id: ${seq}\ndata: ${JSON.stringify({ seq, progress })}\n\n`),
      },
    );
  } finally {
    peer.disconnect();
    await once(peer, 'exit');
  }
}

/** `first`: the number of the entry that is told next. */
type Stream = { first: number; open(): Promise<Response>; tell(seq: number): Promise<unknown> };

async function deliver({ statements, ...programs }: Programs, { first, open, tell }: Stream): Promise<Delivered> {
  const watchers = await Promise.all(Array.from({ length: WATCHERS }, async () => watch(await open())));
  let seq = first;
  const toAll = async (): Promise<void> => {
    const seen = watchers.map((watcher) => watcher.sees(seq));
    await tell(seq++);
    await Promise.all(seen);
  };
  for (let n = 0; n < WARM_UP; n++) await toAll();
  await statements();
  const meter = startMeter(programs);
  const times: number[] = [];
  for (let n = 0; n < ENTRIES; n++) times.push(await timeOf(toAll));
  const spent = meter.take();
  const asked = (await statements()) / ENTRIES;
  await Promise.all(watchers.map((watcher) => watcher.close()));
  const each = (what: keyof typeof spent.by): number => (spent.by[what] * 1000) / (ENTRIES * WATCHERS);
  const last = percentile(times, 50);
  return { server: each('server'), database: each('database'), statements: asked, last, spent };
}

/** Reads a stream as it comes, and says when an entry was there. */
function watch(response: Response) {
  if (!response.ok || !response.body) throw new Error(`a stream was answered with ${response.status}`);
  const reader = response.body.getReader();
  let [seen, wanted] = [0, 0];
  let waiting = Promise.withResolvers<void>();
  const reading = (async () => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const ids = [
        ...Buffer.from(value)
          .toString()
          .matchAll(/^id: (\d+)$/gm),
      ];
      seen = Math.max(seen, ...ids.map(([, id]) => Number(id)));
      if (seen >= wanted) waiting.resolve();
    }
  })();
  return {
    async sees(seq: number): Promise<void> {
      waiting = Promise.withResolvers();
      wanted = seq;
      if (seen < seq) await waiting.promise;
    },
    async close(): Promise<void> {
      await reader.cancel();
      await reading;
    },
  };
}
