import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ControlRig, startControl } from '../http/testing/control.ts';
import { silentLog } from '../log.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { openFirstOperator } from './first-operator.ts';

let rig: ControlRig;
/** Where those processes know of each other. */
let locks: TestDatabase;
beforeAll(async () => {
  [rig, locks] = await Promise.all([startControl(), startTestDatabase()]);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  await locks[Symbol.asyncDispose]();
});

test('once there is an operator nobody speaks of a link that another process has, or takes it over', async () => {
  const log = vi.spyOn(silentLog, 'info');
  const said = (): unknown[] => log.mock.calls.map((call) => call.at(-1));
  const [one, other] = [1, 2].map(() => openFirstOperator(locks.connection, { ...rig.context, log: silentLog }));
  try {
    expect(await one?.open()).toContain('/setup?token=');
    expect(await other?.open()).toBeUndefined();
    expect(said()).toEqual(['operator.link_elsewhere']);
    await rig.operator();
    expect(await other?.open()).toBeUndefined();
    expect(said()).toEqual(['operator.link_elsewhere', 'operator.created']);
  } finally {
    await one?.close();
    await other?.close();
    log.mockRestore();
  }
});
