// `npm start` without npm: its own processes, a real database, real signals. With npm: stop.e2e.ts.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, RUNS, serverOf, signalTwice } from '../../src/start/testing/stopping.ts';

let ground: Ground;
beforeAll(() => {
  ground = openGround();
});
afterEach(() => ground.clean());
afterAll(() => ground[Symbol.dispose]());

const startBy = async (until: string) => {
  const command = [process.execPath, 'scripts/bootstrap.mjs', 'dev/src/start.ts', '--no-demo'];
  return await ground.start(command, until, { KAITONG_PORT: String(await freePorts()) });
};

describe.runIf(process.platform === 'linux')('no process is left', { timeout: 240_000 }, () => {
  test('after SIGTERM to every process, judges, database and its keeper too, twice within a moment', async () => {
    const started = await startBy(RUNS);
    const commands = started.others.map(({ command }) => command).join('\n');
    for (const one of [/dev\/src\/start\.ts/, /judge\/dist\/decoding\.mjs|decode\/child\.ts/, /keeper\.ts/])
      expect(commands).toMatch(one);
    signalTwice('SIGTERM', [started.first, ...started.others.map(({ pid }) => pid)]);
    expect(await started.ended).toEqual([0, null]); // although its database was taken from under it
    expect(started.left()).toEqual([]);
  });

  test('after kill -9 of the server and of who would start it again: PostgreSQL when nobody takes it over', async () => {
    const started = await startBy(RUNS);
    const server = serverOf(started);
    process.kill(started.first, 'SIGKILL');
    process.kill(server, 'SIGKILL');
    expect(await started.ended).toEqual([null, 'SIGKILL']);
    await vi.waitFor(() => expect(started.left()).toEqual([]), { timeout: 60_000, interval: 200 });
  });

  test('by a server that kill -9 ended and that was started again, when it is told to stop', async () => {
    const started = await startBy(RUNS);
    const again = started.again();
    const killed = serverOf(started);
    process.kill(killed, 'SIGKILL');
    const back = await again;
    expect(serverOf(back)).not.toBe(killed);
    signalTwice('SIGTERM', [back.first]);
    expect(await back.ended).toEqual([0, null]);
    await vi.waitFor(() => expect(back.left()).toEqual([]), { timeout: 60_000, interval: 200 });
  });
});
