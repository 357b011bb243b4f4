import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startTestDatabase } from '@kaitong/server/testing';
import { expect, test } from 'vitest';
import { countProcesses } from './count-processes.ts';

const ASKS = fileURLToPath(new URL('./testing/asks.ts', import.meta.url));

test('what all processes of a program send to a database is counted, by schema, and each statement once', async () => {
  await using database = await startTestDatabase();
  using counting = countProcesses();
  const env = { ...process.env, ...counting.environment };
  const run = async (schema: string, times: number): Promise<void> => {
    const child = fork(ASKS, [JSON.stringify(database.connection), schema, String(times)], { execArgv: [], env });
    expect(await once(child, 'exit')).toEqual([0, null]);
  };
  await Promise.all([run('control', 3), run('region_cn', 2), run('region_cn', 5)]);
  expect(counting.take()).toEqual({ control: 3, region_cn: 7 });
  await run('control', 1);
  expect(counting.take()).toEqual({ control: 1, region_cn: 0 });
});
