// `npm start` with its demonstration where the disk of its data is full to the last byte.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { mountSmallDisk } from '../../src/service/testing/small-disk.ts';
import { type Ground, openGround, type Started } from '../../src/start/testing/stopping.ts';

const MB = 2 ** 20;
const disk = mountSmallDisk(900 * MB);
const COMMAND = [process.execPath, 'scripts/bootstrap.mjs', 'dev/src/start.ts'];
const IS_FULL = 'uploads are refused until there is room again';

describe.skipIf(!disk)('a start with the demonstration', { timeout: 400_000 }, () => {
  if (!disk) return;
  let ground: Ground;
  let environment: Record<string, string>;
  beforeAll(async () => {
    ground = openGround();
    const KAITONG_PORT = String(await freePorts());
    environment = { KAITONG_DATA: path.join(disk.folder, 'data'), KAITONG_ROLES: 'control,cn,eu,us', KAITONG_PORT };
  });
  afterEach(() => ground.clean());
  afterAll(() => {
    ground[Symbol.dispose]();
    disk.unmount();
  });

  const reserve = () => path.join(disk.folder, 'data', 'postgres', 'reserve');
  async function stop({ first, ended }: Started): Promise<void> {
    process.kill(first, 'SIGTERM');
    expect(await ended).toEqual([0, null]);
  }

  test('says nothing of a disk with room', async () => {
    const started = await ground.start(COMMAND, 'Ready', environment);
    expect(started.said.join()).not.toContain(IS_FULL);
    await stop(started);
    expect(statSync(reserve()).size).toBeGreaterThan(0);
  });

  test('comes up from the reserve on a full one, says so, and takes calls', async () => {
    disk.fill();
    const started = await ground.start(COMMAND, 'Ready', environment);
    expect(started.said.join()).toContain(IS_FULL);
    expect((await fetch(`http://127.0.0.1:${environment.KAITONG_PORT}/healthz`)).status).toBe(200);
    await stop(started);
    expect(existsSync(reserve())).toBe(false);
  });

  test('is as it was once there is room', async () => {
    disk.empty();
    const started = await ground.start(COMMAND, 'Ready', environment);
    expect(started.said.join()).not.toContain(IS_FULL);
    await stop(started);
  });
});
