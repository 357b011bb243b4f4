// Brokers with wrong certificates in the extended test: who is found to trust them, who is not, and how soon all are back.
import { seconds, WRONG_CERTIFICATES } from '@kaitong/contract';
import { type ConnectionPort, openConnection, systemClock } from '@kaitong/device';
import { overlooking, type VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { activatedUnit, endOf, start, TINY, verdictsOf } from '../../src/conformance/testing/tested.ts';

let rig: RunningRig;
let pid: string;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
  await linkTester(rig.maker, rig.owners.cn);
  const { unit, camera } = await activatedUnit(rig);
  await camera.close();
  pid = unit.pid;
});
afterAll(() => rig.stop());

const ITEM = 'wrong-broker';

async function begin(options: Partial<VirtualCameraOptions>) {
  const unit = await rig.unit({ pid });
  const camera = await unit.camera({ ...TINY, ...options });
  const { id } = await start(rig.maker, unit.deviceId, [ITEM]);
  const seen = async () => {
    const { items } = await rig.maker.getConformance({ params: { id } });
    return items.find(({ name }) => name === ITEM)?.observations.map(({ code }) => code) ?? [];
  };
  const ended = async () => {
    const report = await endOf(rig.maker, id);
    const { reason, observations = [] } = report.items.find(({ name }) => name === ITEM) ?? {};
    const wrongs = (which: string) =>
      observations.flatMap(({ code, params }) => (code === which ? [params.wrong] : []));
    return {
      verdict: verdictsOf(report)[ITEM],
      params: reason?.params,
      refused: wrongs('broker.refused'),
      trusted: wrongs('broker.trusted'),
      seen: observations.map(({ code }) => code),
    };
  };
  return { id, camera, seen, ended };
}
const tried = async (options: Partial<VirtualCameraOptions>) => (await begin(options)).ended();

/** Whether this is a broker with a wrong certificate. */
const isWrong = (url: string): boolean => url !== rig.server.mqttUrl;

/** Stays with an address and its token until the token ends, as firmware may whose library connects again by itself. */
const faithful: ConnectionPort = async (options) => {
  const until = performance.now() + 15_000;
  let opened = await openConnection(options);
  while (!opened.ok && isWrong(options.url) && performance.now() < until) {
    await systemClock.sleep(seconds(1));
    opened = await openConnection(options);
  }
  return opened;
};

const careful = overlooking(openConnection, (wrong) => wrong === 'ERR_TLS_CERT_ALTNAME_INVALID');
const timeless = overlooking(openConnection, (wrong) => wrong === 'CERT_HAS_EXPIRED');

describe.concurrent('a camera', () => {
  test('that refuses all of them passes, and what it records meanwhile arrives', { timeout: 150_000 }, async () => {
    const { verdict, refused, seen } = await tried({});
    expect(verdict).toBe('pass as_expected');
    expect(refused).toEqual(WRONG_CERTIFICATES);
    expect(seen).toEqual(expect.arrayContaining(['line.closed', 'broker.met', 'broker.right', 'event.closed']));
    expect(seen).not.toContain('broker.trusted');
  });

  test.each([
    ['trusts any', { fault: 'conformance.wrong-broker' }, 0],
    ['looks at no time', { connect: timeless }, 2],
    ['looks at no name', { connect: careful }, 3],
  ] as const)('that %s fails by that, and is back', { timeout: 150_000 }, async (_what, options, n) => {
    const { verdict, params, refused, trusted } = await tried(options);
    expect(verdict).toBe('fail broker_trusted');
    expect(params).toEqual({ wrong: WRONG_CERTIFICATES[n] });
    expect(trusted).toEqual([WRONG_CERTIFICATES[n]]);
    expect(refused).toEqual(WRONG_CERTIFICATES.slice(0, n));
  });

  test('that keeps each address until its token ends meets all of them, and is back', {
    timeout: 200_000,
  }, async () => {
    const { verdict, refused } = await tried({ connect: faithful });
    expect(verdict).toBe('pass as_expected');
    expect(refused).toEqual(WRONG_CERTIFICATES);
  });
});

test('one that never goes there is not said to have refused', { timeout: 150_000 }, async () => {
  const connect: ConnectionPort = (options) => openConnection({ ...options, url: rig.server.mqttUrl });
  const { verdict, seen } = await tried({ connect });
  expect(verdict).toBe('skipped broker_not_met');
  expect(seen).not.toContain('broker.refused');
});

test('after an outage of ours the next token comes with the right broker, and the item begins anew', {
  timeout: 150_000,
}, async () => {
  const away = Promise.withResolvers<void>();
  const connect: ConnectionPort = async (options) => {
    if (isWrong(options.url)) await away.promise;
    return await openConnection(options);
  };
  const { seen, ended } = await begin({ connect });
  await eventually(async () => expect(await seen()).toContain('broker.offered'));
  await rig.regions.cn.pool.query('UPDATE outage_tally SET lost_ms = lost_ms + 5000');
  away.resolve();
  const report = await ended();
  const first = report.seen.slice(0, report.seen.indexOf('platform.away'));
  expect(first.filter((code) => code === 'broker.offered')).toHaveLength(1);
  expect(first).toContain('broker.right');
  expect(report.verdict).toBe('pass as_expected'); // begun anew
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
