import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFreePort } from '@kaitong/server/testing';
import { listens } from '../listens.ts';
import { ownMemory } from '../machine.ts';

export type Peer = { port: number; pid: number; memory(): Promise<number>; stop(): Promise<void> };

/** Debian's Mosquitto: lets everybody in, stores nothing, acknowledges and throws away. Undefined where it is not there. */
export async function startMosquitto(folder: string): Promise<Peer | undefined> {
  const port = await findFreePort('127.0.0.1');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'mosquitto.conf');
  writeFileSync(
    file,
    `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\nlog_type none\n`,
  );
  const mosquitto = spawn('mosquitto', ['-c', file], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => mosquitto.once('exit', () => resolve()).once('error', () => resolve()));
  const isThere = await Promise.race([listens(port), ended.then(() => false)]);
  const { pid } = mosquitto;
  if (!isThere || pid === undefined) return undefined;
  return {
    ...{ port, pid },
    memory: async () => ownMemory(pid),
    async stop() {
      mosquitto.kill();
      await ended;
    },
  };
}
