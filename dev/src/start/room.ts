import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cast, demoRegions } from '../demo/cast.ts';
import { type DemoState, writePrivate } from '../demo/state.ts';
import type { RoomConfig } from '../room/config.ts';

const Camera = z.object({ behaviour: z.string(), uuid: z.string(), deviceId: z.string().nullish() });
const Line = z.union([
  z.object({ type: z.literal('ready'), url: z.string(), cameras: z.array(Camera) }),
  z.object({ type: z.literal('failed'), reason: z.string() }),
  z.object({ type: z.literal('waiting'), behaviour: z.string(), why: z.string() }),
  z.object({ type: z.string() }),
]);

export type RoomCamera = { behaviour: string; deviceId: string };
export type Room = {
  url: string;
  cameras: RoomCamera[];
  /** Everything in the room sees a wave. */
  wave(): void;
  /** Resolves when the room has ended by itself. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

export type RoomPlace = {
  folder: string;
  host: string;
  port: number;
  url: string;
  pages: string;
  tls: RoomConfig['tls'];
  /** Whether console and phone may be shown beside the room. */
  withStage: boolean;
};

type RoomStart = {
  /** Ends it also before it is ready. */
  stop: AbortSignal;
  /** A camera does not come online yet, and why. */
  onWaiting(text: string): void;
};

/** Starts the virtual room as a program of its own: it knows the public protocol and nothing else. */
export async function startRoom(place: RoomPlace, state: DemoState, { stop, onWaiting }: RoomStart): Promise<Room> {
  const file = path.join(place.folder, 'room.json');
  writePrivate(file, roomConfig(place, state));
  const main = path.resolve(import.meta.dirname, '../room/main.ts');
  const child = spawn(process.execPath, [main, file, '--with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // Ctrl-C in the terminal is for us: we stop the cameras, then the server
  });
  const exited = once(child, 'exit').then(() => {});
  stop.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  const ready = await Promise.race([readUntilReady(child, onWaiting), exited]);
  if (!ready) throw new Error('The virtual room ended before it was ready; its message is above.');
  return {
    url: ready.url,
    cameras: ready.cameras.flatMap(({ behaviour, deviceId }) => (deviceId ? [{ behaviour, deviceId }] : [])),
    wave: () => void child.stdin?.write('w'),
    ended: exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function readUntilReady(child: ChildProcess, onWaiting: RoomStart['onWaiting']) {
  if (!child.stdout) throw new Error('the room has no output');
  const lines = createInterface({ input: child.stdout });
  const told = new Set<string>();
  return await new Promise<{ url: string; cameras: z.output<typeof Camera>[] }>((resolve, reject) => {
    let isReady = false;
    lines.on('line', (text) => {
      const line = Line.parse(JSON.parse(text));
      if ('why' in line && !isReady && !told.has(line.why)) {
        told.add(line.why);
        onWaiting(`${line.behaviour} waits: ${line.why}`);
      }
      if ('cameras' in line) {
        isReady = true;
        resolve(line);
      }
      if ('reason' in line) reject(new Error(`The virtual room did not start: ${line.reason}`));
    });
  });
}

const ADD = '/my/services/video-cloud-storage/add';

function roomConfig(
  { folder, host, port, url, pages, tls, withStage }: RoomPlace,
  state: DemoState,
): z.input<typeof RoomConfig> {
  return {
    folder: path.join(folder, 'room'),
    host,
    port,
    pages,
    ...(tls ? { tls } : {}),
    ...(withStage ? { stage: { console: url, app: `${url}/cn/app`, add: ADD } } : {}),
    regions: Object.fromEntries(
      demoRegions.map((region) => [region, { url: `${url}/${region}`, ...must(state.owners[region]) }]),
    ),
    units: cast.map(({ behaviour, region, firmware, product }) => {
      const { uuid, authKey } = must(state.cameras[behaviour]);
      return { behaviour, region, firmware, product, uuid, authKey };
    }),
  };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the demonstration is not set up');
  return value;
}
