import { Region } from '@kaitong/contract';
import {
  CONTROL_SCHEMA,
  type ControlTables,
  createTestClock,
  type Database,
  openDatabase,
  type RegionTables,
  regionSchema,
  sandboxSchema,
  startTestDatabase,
  type TestClock,
} from '@kaitong/server/testing';
import { demoRegions } from '../src/demo/cast.ts';
import { type Demo, startDemo } from './demo.ts';

export type MovableDemo = Demo & {
  /** Moves the time of all planes at once. */
  clock: TestClock;
  /** What the region of the demonstration's cameras keeps. */
  cn: Database<RegionTables>;
};

/** The demonstration, in processes of its own, on a database in which a test moves the time. */
export async function startMovableDemo(environment: Record<string, string> = {}): Promise<MovableDemo> {
  const database = await startTestDatabase({ empty: true });
  const demo = await startDemo({ KAITONG_DATABASE_URL: database.url, ...environment });
  const open = <Tables>(schema: string) => openDatabase<Tables>(database.connection, schema, () => {}, { poolSize: 4 });
  const control = open<ControlTables>(CONTROL_SCHEMA);
  const [cn, ...others] = demoRegions.map((region) => open<RegionTables>(regionSchema(Region.parse(region))));
  if (!cn) throw new Error('the demonstration has no region');
  const planes = [control, cn, ...others, ...demoRegions.map((region) => open(sandboxSchema(region)))];
  return {
    ...demo,
    clock: createTestClock(planes.map(({ db }) => db)),
    cn,
    async [Symbol.asyncDispose]() {
      await demo[Symbol.asyncDispose]();
      await Promise.all(planes.map((plane) => plane.close()));
      await database[Symbol.asyncDispose]();
    },
  };
}
