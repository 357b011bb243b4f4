// A whole Kaitong in this process on a database of its own, with people and cameras that know only its public API.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import { trustEverywhere } from '@kaitong/device';
import { createLog, readConfig, type Server, type ServerOptions, startServer } from '@kaitong/server';
import {
  CONTROL_SCHEMA,
  type ControlTables,
  cheapPasswords,
  createTestClock,
  type Database,
  defaultKeyFile,
  forgetOutages,
  openDatabase,
  openMasterKey,
  type RegionTables,
  regionSchema,
  sandboxSchema,
  sharedJudge,
  startTestDatabase,
  type TestClock,
  type TestDatabase,
} from '@kaitong/server/testing';
import { releaseAll } from './holds.ts';
import { createMaker, createOwner, type Maker, type Owner } from './people.ts';
import { makeUnit, type Unit, type UnitOptions } from './units.ts';

export type RegionName = 'cn' | 'eu';

/** The database of a Kaitong, whichever processes serve it. */
export type Ground = {
  folder: string;
  environment: Record<string, string>;
  control: Database<ControlTables>;
  regions: Record<RegionName, Database<RegionTables>>;
  /** Moves the time of all planes at once. */
  clock: TestClock;
  /** Names of an event's objects, as they lie on the disk. */
  storedObjects(region: RegionName, eventId: string, of?: 'verification' | 'conformance'): string[];
  /** Whether a session of this schema waits for a lock with a statement that contains the text. */
  isWaitedFor(schema: string, text: string): Promise<boolean>;
  close(): Promise<void>;
};

export type Rig = Ground & {
  url: string;
  /** With the agreement in force. */
  maker: Maker;
  owners: Record<RegionName, Owner>;
  unit(options?: UnitOptions): Promise<Unit>;
  newMaker(options?: { agreed?: boolean }): Promise<Maker>;
  newOwner(region?: RegionName): Promise<Owner>;
  /** What is switched off before the server is: cameras. */
  closers: (() => Promise<void>)[];
};

export type RunningRig = Rig & {
  server: Server;
  /** Lines that the server logged as errors. What devices and people do leaves none. */
  errors: string[];
  stop(): Promise<void>;
};

const REGIONS: readonly RegionName[] = ['cn', 'eu'];

/** A database in which nothing has happened, an empty data folder, and what a server on them is started with. */
export async function openGround(environment: Record<string, string> = {}, own?: TestDatabase): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-activation-'));
  const data = path.join(folder, 'data');
  // The database holds the planes' schemas already, and beside these a server misses its key.
  openMasterKey(defaultKeyFile(data), { mayCreate: true });
  const database = own ?? (await startTestDatabase());
  return groundOn({
    folder,
    connection: database.connection,
    environment: { KAITONG_DATABASE_URL: database.url, ...environment },
    close: () => database[Symbol.asyncDispose](),
  });
}

type GroundParts = Pick<Ground, 'folder' | 'environment'> & {
  connection: TestDatabase['connection'];
  /** Ends the database. */
  close?: () => Promise<void>;
};

/** On a database that holds the planes' schemas. */
export function groundOn({ folder, connection, environment, close = async () => {} }: GroundParts): Ground {
  const data = path.join(folder, 'data');
  const open = <Tables>(schema: string) => openDatabase<Tables>(connection, schema, () => {}, { poolSize: 8 });
  const control = open<ControlTables>(CONTROL_SCHEMA);
  const regions = {
    cn: open<RegionTables>(regionSchema(Region.parse('cn'))),
    eu: open<RegionTables>(regionSchema(Region.parse('eu'))),
  };
  const sandboxes = REGIONS.map((region) => open(sandboxSchema(region)));
  const planes = [control, regions.cn, regions.eu, ...sandboxes];
  return {
    folder,
    control,
    regions,
    environment: {
      KAITONG_DATA: data,
      KAITONG_PORT: '0',
      KAITONG_SHEDDING: 'off', // a busy machine is to be slow, and refuse nothing that is tested
      KAITONG_ROLES: ['control', ...REGIONS].join(','),
      ...environment,
    },
    async isWaitedFor(schema, text) {
      const { rows } = await control.pool.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name = $1 AND query LIKE $2`,
        [`kaitong-${schema}`, `%${text}%`],
      );
      return rows.length > 0;
    },
    storedObjects(region, eventId, of = 'verification') {
      const stored = path.join(data, 'objects', region, 'objects', of, eventId);
      return existsSync(stored) ? readdirSync(stored) : [];
    },
    clock: createTestClock(planes.map(({ db }) => db)),
    async close() {
      await Promise.all(planes.map((plane) => plane.close()));
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makers, owners and cameras around a server that runs at `url`. */
export async function peopleAround(ground: Ground, url: string): Promise<Rig> {
  await Promise.all([ground.control, ground.regions.cn, ground.regions.eu].map(({ db }) => forgetOutages(db)));
  const rig = { ...ground, url, closers: [] };
  const newMaker: Rig['newMaker'] = (options) => createMaker(rig, options);
  const newOwner: Rig['newOwner'] = (region = 'cn') => createOwner(rig, region);
  const [maker, cn, eu] = await Promise.all([newMaker(), newOwner('cn'), newOwner('eu')]);
  const people = { ...rig, maker, owners: { cn, eu }, newMaker, newOwner };
  return { ...people, unit: (options) => makeUnit(people, options) };
}

export async function startRig(
  environment: Record<string, string> = {},
  { database, ...options }: Partial<ServerOptions> & { /** Empty. */ database?: TestDatabase } = {},
): Promise<RunningRig> {
  const ground = await openGround(environment, database);
  const errors: string[] = [];
  const log = createLog({ level: 'error' }, { write: (line) => void errors.push(line) });
  const judge = options.judge ?? (await sharedJudge('auto'));
  const start = () =>
    startServer(readConfig(ground.environment), { log, passwords: cheapPasswords, ...options, judge });
  // A port that was free when the server chose it may be somebody's connection by the time it listens.
  const server = await start().catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EADDRINUSE') return start();
    throw cause;
  });
  if (server.tls?.authority) trustEverywhere(server.tls.authority.cert);
  const rig = await peopleAround(ground, server.url);
  return {
    ...rig,
    server,
    errors,
    async stop() {
      await releaseAll();
      await Promise.all(rig.closers.map((close) => close()));
      await server.stop();
      await ground.close();
    },
  };
}
