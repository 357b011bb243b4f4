// Control, cn and eu as deployments of their own: each a process with a database server, folders, a master key and a key of
// its own, which knows of the others an address and a public key.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Region } from '@kaitong/contract';
import {
  CONTROL_SCHEMA,
  type ControlTables,
  openDatabase,
  type RegionTables,
  regionSchema,
} from '@kaitong/server/testing';
import { createMaker, createOwner, type Maker, type Owner } from '../../activation/testing/people.ts';
import { freePorts, type ServerProcess, spawnServer } from '../../activation/testing/processes.ts';
import type { Ground } from '../../activation/testing/rig.ts';
import { openServiceDatabase } from '../../activation/testing/service-database.ts';
import { PLANE_NAMES, type PlaneName, REGION_NAMES } from './separate-planes.ts';

const program = fileURLToPath(import.meta.resolve('@kaitong/server/main'));

export type Apart = Pick<Ground, 'control' | 'regions'> & {
  /** Of each deployment, all that it knows. */
  environments: Record<PlaneName, Record<string, string>>;
  urls: Record<PlaneName, string>;
  newMaker(): Promise<Maker>;
  newOwner(region: 'cn' | 'eu'): Promise<Owner>;
  start(name: PlaneName): Promise<void>;
  /** `kill -9`. */
  kill(name: PlaneName): Promise<void>;
  /** What is switched off before the servers are: cameras. */
  closers: (() => Promise<void>)[];
  stop(): Promise<void>;
};

/** As an operator makes it: the key stays in its file, and what is printed goes to the others. */
const makeKey = (file: string): string =>
  execFileSync(process.execPath, [...process.execArgv, program, 'plane-key', file], { encoding: 'utf8' }).trim();

export async function startApart(): Promise<Apart> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-apart-'));
  const each = async <T>(make: (name: PlaneName) => Promise<T> | T) =>
    Object.fromEntries(await Promise.all(PLANE_NAMES.map(async (name) => [name, await make(name)] as const))) as Record<
      PlaneName,
      T
    >;
  const databases = await each((name) => openServiceDatabase(path.join(folder, name, 'server')));
  const ports = await each(freePorts);
  const keyFile = (name: PlaneName) => path.join(folder, name, 'plane.pem');
  const keys = await each((name) => makeKey(keyFile(name)));
  const urls = await each((name) => `http://127.0.0.1:${ports[name]}`);
  const listed = (of: (name: 'cn' | 'eu') => string) => REGION_NAMES.map((name) => `${name}=${of(name)}`).join();
  const environments = await each((name) => ({
    KAITONG_DATA: path.join(folder, name, 'data'),
    KAITONG_DATABASE_URL: databases[name].url,
    KAITONG_PLANE_KEY: keyFile(name),
    KAITONG_ROLES: name,
    KAITONG_SHEDDING: 'off', // a busy machine is to be slow, and refuse nothing that is tested
    ...(name === 'control'
      ? {
          KAITONG_REGION_URLS: listed((region) => `${urls[region]}/${region}`),
          KAITONG_REGION_KEYS: listed((region) => keys[region]),
        }
      : { KAITONG_CONTROL_URL: urls.control, KAITONG_CONTROL_KEY: keys.control }),
  }));
  const servers = new Map<PlaneName, ServerProcess>();
  const start = async (name: PlaneName): Promise<void> =>
    void servers.set(name, await spawnServer({ environment: environments[name] }, ports[name]));
  await Promise.all(PLANE_NAMES.map(start));
  const open = <Tables>(name: PlaneName, schema: string) =>
    openDatabase<Tables>(databases[name].connection, schema, () => {}, { poolSize: 4 });
  const control = open<ControlTables>('control', CONTROL_SCHEMA);
  const regions = {
    cn: open<RegionTables>('cn', regionSchema(Region.parse('cn'))),
    eu: open<RegionTables>('eu', regionSchema(Region.parse('eu'))),
  };
  const closers: Apart['closers'] = [];
  return {
    ...{ control, regions, environments, urls, start, closers },
    newMaker: () => createMaker({ control, regions, url: urls.control }),
    newOwner: (region) => createOwner({ control, regions, url: urls[region] }, region),
    async kill(name) {
      await servers.get(name)?.kill();
      servers.delete(name);
    },
    async stop() {
      await Promise.all(closers.map((close) => close()));
      await Promise.all([...servers.values()].map((server) => server.kill()));
      await Promise.all([control, regions.cn, regions.eu].map((database) => database.close()));
      for (const database of Object.values(databases)) await database[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
