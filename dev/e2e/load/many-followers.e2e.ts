// A continuous integration that activates two hundred samples at once with one key: each has a `kaitong activate` of its own.
import { spawn } from 'node:child_process';
import { main } from '@kaitong/client/cli';
import { minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { forgetRates } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';

const MANY = 200;
/** Of them, processes of their own; the others share this one, which would be no different to the server. */
const PROCESSES = 3;
/** As many as an account may submit in a minute; the limit is forgotten after each such group. */
const AT_ONCE = 50;
const LANES = 8;

const PROGRAM = `const { main } = await import('@kaitong/client/cli'); process.exitCode = await main(process.argv.slice(1));`;
/** Of `kaitong`: a run that was cancelled, and one that ended because nobody waved, where this machine is slow. */
const ENDED = [3, 1];

let rig: RunningRig;
let environment: Record<string, string>;
beforeAll(async () => {
  rig = await startRig();
  const { key } = await rig.maker.console.createApiKey({ body: { name: 'pipeline' } });
  environment = { KAITONG_URL: rig.url, KAITONG_API_KEY: key, LANG: 'en_GB.UTF-8' };
});
afterAll(async () => {
  await rig.stop();
});

const errors: string[] = [];
const inThisProcess = (deviceId: string): Promise<number> =>
  main(['activate', deviceId, '--json'], environment, { line() {}, error: (text) => void errors.push(text) });

function inItsOwn(deviceId: string): Promise<number> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, 'activate', deviceId, '--json'], {
    env: { PATH, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (text) => void errors.push(String(text)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

async function makeUnits(): Promise<Unit[]> {
  const units: Unit[] = [];
  let left = MANY;
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const unit = await rig.unit();
      await unit.device(); // it takes the grant, and nobody waves: all are on their way until they are cancelled
      units.push(unit);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return units;
}

async function submitted(): Promise<{ id: string; state: string }[]> {
  return (await rig.control.pool.query<{ id: string; state: string }>('SELECT id, state FROM application')).rows;
}

test(`${MANY} \`kaitong activate\` with one key follow their runs at the same time, and all end`, {
  timeout: minutes(8),
}, async () => {
  const units = await makeUnits();
  const codes: Promise<number>[] = [];
  for (let first = 0; first < MANY; first += AT_ONCE) {
    await forgetRates(rig);
    for (const { deviceId } of units.slice(first, first + AT_ONCE))
      codes.push(codes.length < PROCESSES ? inItsOwn(deviceId) : inThisProcess(deviceId));
    await eventually(async () => expect(await submitted()).toHaveLength(codes.length), minutes(2));
  }
  for (const { id, state } of await submitted()) {
    await forgetRates(rig);
    if (state === 'verifying') await rig.maker.cancelApplication({ params: { id: id as never } }).catch(() => {});
  }
  const ends = await Promise.all(codes);
  expect(ends.filter((code) => !ENDED.includes(code))).toEqual([]);
  process.stdout.write(
    `${ends.length} followed to their ends, ${ends.filter((code) => code === 3).length} of them cancelled\n`,
  );
  expect(errors).toEqual([]);
});
