import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlanTerms } from '@kaitong/contract';
import { dayOf, RETENTION_CLASSES } from '@kaitong/core';
import type { Credentials } from '@kaitong/device';
import { ensureDay } from '@kaitong/server/testing';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, peopleAround } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { countProcesses } from '../counting/count-processes.ts';
import { ownMemory } from '../machine.ts';

/** Of each class, ahead of today: with the rest, some two hundred partitions of each table. */
const DAYS_AHEAD = 33;

export type UploadServer = {
  url: string;
  pid: number;
  /** Those that its processes sent since this was asked before, by schema. */
  statements(): Record<string, number>;
  stop(): Promise<void>;
};

export type UploadGround = {
  folder: string;
  /** PostgreSQL, with the settings of the one that comes with Kaitong. */
  databasePid: number;
  ground: Ground;
  start(environment?: Record<string, string>): Promise<UploadServer>;
  /** Cameras whose owner has cloud storage. */
  cameras(server: UploadServer, many: number, terms?: PlanTerms): Promise<Credentials[]>;
  /** What each session of the region holds for itself, in bytes. */
  sessionMemory(): Promise<number[]>;
  close(): Promise<void>;
};

/** Everything forced to the disk, as in service. */
export async function openUploadGround(): Promise<UploadGround> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-uploads-'));
  const database = await openServiceDatabase(folder);
  const databasePid = database.pid;
  const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' }, database);
  return {
    ...{ folder, databasePid, ground },
    start: (environment = {}) => startServer({ ...ground.environment, ...environment }),
    async cameras(server, many, terms) {
      const rig = await peopleAround(ground, server.url);
      const cameras: Credentials[] = [];
      const { pid } = await rig.unit();
      while (cameras.length < many) {
        const unit = await rig.unit({ pid });
        await subscribe(rig, unit, terms);
        cameras.push(unit.credentials);
      }
      const today = dayOf(Date.now());
      for (const retentionClass of RETENTION_CLASSES.filter((name) => /\d$/.test(name)))
        for (let day = today + 1; day <= today + DAYS_AHEAD; day++)
          await ensureDay(ground.regions.cn, { retentionClass, day });
      return cameras;
    },
    async sessionMemory() {
      // Of the servers: the bench has sessions of its own there, in which it made the partitions.
      const { pool } = ground.regions.cn;
      const own = await Promise.all(Array.from({ length: Math.max(1, pool.totalCount) }, () => pool.connect()));
      const asked = await Promise.all(own.map((one) => one.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')));
      for (const one of own) one.release();
      const pids = asked.flatMap(({ rows }) => rows.map(({ pid }) => pid));
      const { rows } = await pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'kaitong-region_cn' AND pid <> ALL($1)`,
        [pids],
      );
      return rows.map(({ pid }) => ownMemory(pid)).sort((a, b) => a - b);
    },
    async close() {
      await ground.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(environment: Record<string, string>): Promise<UploadServer> {
  const counting = countProcesses();
  const child: ChildProcess = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), {
    env: { ...process.env, ...environment, ...counting.environment, KAITONG_PORT: String(await freePorts()) },
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    pid: child.pid ?? 0,
    statements: () => counting.take(),
    async stop() {
      if (!child.connected) throw new Error('the server ended while it was measured');
      child.disconnect();
      await once(child, 'exit');
      counting[Symbol.dispose]();
    },
  };
}
