import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, watch } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trustEverywhere } from '@kaitong/device';
import { z } from 'zod';
import { root } from '../../scripts/command.ts';

const Sign = z.object({ url: z.string(), email: z.string(), password: z.string() });

/** `demo.json`, as programs read it. */
const DemoFile = z.object({
  ready: z.boolean(),
  start: z.object({ url: z.string() }).nullable(),
  console: Sign,
  apps: z.array(Sign.extend({ region: z.string() })),
  api: z.object({ url: z.string(), key: z.string() }),
  mqtt: z.array(z.object({ region: z.string(), url: z.string() })),
  room: z.object({ url: z.string() }),
  authority: z.string().nullable(),
  devices: z.array(
    z.object({
      deviceId: z.string(),
      pid: z.string(),
      product: z.string(),
      region: z.string(),
      behaviour: z.string(),
      firmware: z.string(),
    }),
  ),
});
/** A camera of the room, and what it answers to a wave. */
const Camera = z.object({
  deviceId: z.string().nullable(),
  mayRecord: z.boolean(),
  recording: z.boolean(),
  lastEvent: z.object({ uploaded: z.boolean(), eventId: z.string().nullable() }).nullable(),
});
const Wave = z.object({ recording: z.boolean(), because: z.string().optional() });

export type DemoFile = z.output<typeof DemoFile>;

export type Demo = DemoFile & {
  dataFolder: string;
  device(behaviour: string): DemoFile['devices'][number];
  /** What a camera of the room says of itself. */
  look(deviceId: string): Promise<z.output<typeof Camera>>;
  /** A hand waves in front of a camera that has its grant. @throws when the camera does not record it */
  wave(deviceId: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A whole Kaitong as `npm start` makes it, on a data folder and ports of its own. */
export async function startDemo(environment: Record<string, string> = {}): Promise<Demo> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kaitong-demo-'));
  const dataFolder = path.join(folder, 'data');
  const port = await findThreePorts();
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'dev/src/start.ts'], {
    cwd: root,
    env: {
      ...process.env,
      KAITONG_DATA: dataFolder,
      KAITONG_PORT: String(port),
      KAITONG_SHEDDING: 'off',
      ...environment,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const early = exited.then(() => {
    throw new Error('Kaitong ended before it was ready; its message is above.');
  });
  const demo = await Promise.race([waitUntilReady(folder), early]);
  if (demo.authority !== null) trustEverywhere(await readFile(demo.authority, 'utf8'));
  early.catch(() => {}); // from here on it ends when we say so
  return {
    ...demo,
    dataFolder,
    device(behaviour) {
      const found = demo.devices.find((one) => one.behaviour === behaviour);
      if (!found) throw new Error(`there is no camera that is ${behaviour}`);
      return found;
    },
    async look(deviceId) {
      const answer = await fetch(`${demo.room.url}/cameras`);
      const { items } = z.object({ items: z.array(Camera) }).parse(await answer.json());
      const found = items.find((one) => one.deviceId === deviceId);
      if (!found) throw new Error(`${deviceId} does not stand in the room`);
      return found;
    },
    async wave(deviceId) {
      const answer = await fetch(`${demo.room.url}/cameras/${deviceId}/wave`, { method: 'POST' });
      const { recording, because } = Wave.parse(await answer.json());
      if (!recording) throw new Error(`${deviceId} made no event of a wave: ${because}`);
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function waitUntilReady(folder: string): Promise<DemoFile> {
  const data = path.join(folder, 'data');
  await untilIn(folder, async () => (existsSync(data) ? data : undefined));
  return await untilIn(data, () => readDemo(path.join(data, 'demo.json')));
}

/**
 * Looks each time that something changes right in this folder, first when changes are heard of. Of folders below it Node hears
 * by watching each one a moment after it is there, and misses what happens until then.
 */
async function untilIn<Found>(folder: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const changes = watch(folder)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = changes.next();
      const found = await look();
      if (found !== undefined) return found;
      if ((await next).done) throw new Error(`${folder} is gone`);
    }
  } finally {
    void changes.return?.();
  }
}

async function readDemo(file: string): Promise<DemoFile | undefined> {
  try {
    const demo = DemoFile.parse(JSON.parse(await readFile(file, 'utf8')));
    return demo.ready ? demo : undefined;
  } catch {
    return undefined; // not written yet
  }
}

/** HTTP, MQTT and the room take three ports in a row. */
async function findThreePorts(): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all([0, 1, 2].map((next) => isFree(first + next)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no three free ports in a row');
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => probe.close(resolve));
  return free;
}
