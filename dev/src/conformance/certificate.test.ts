// A server with a wrong certificate in the extended test: whom it fails, whom it does not, and who was never there.
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

const ITEM = 'wrong-certificate';

/** The verdict on a camera, and what was seen and done until then. */
async function tried(options: Parameters<typeof activatedUnit>[1]) {
  const { unit } = await activatedUnit(rig, options);
  const { id } = await start(rig.maker, unit.deviceId, [ITEM]);
  const report = await endOf(rig.maker, id);
  const seen = report.items.find(({ name }) => name === ITEM)?.observations.map(({ code }) => code);
  return { verdict: verdictsOf(report)[ITEM], seen };
}

/** Sends a request there as somebody who looks at no certificate; resolves when the connection is over. */
const intrude = (url: string): Promise<void> =>
  new Promise((resolve) => {
    const sent = request(url, { method: 'PUT', rejectUnauthorized: false }, () => resolve());
    sent.on('error', () => resolve()).end('x');
  });

/** A camera’s way to the platform that does something else when a target is the impostor. */
const meeting =
  (act: (url: string) => Promise<void>): typeof fetch =>
  async (input, init) => {
    const { url } = new Request(input);
    if (url.startsWith('https:')) await act(url);
    return await fetch(input, init);
  };

describe.concurrent('a camera', () => {
  test('that sends its upload there fails, whatever became of its event', { timeout: 120_000 }, async () => {
    const { verdict, seen } = await tried({ fault: 'conformance.wrong-certificate' });
    expect(verdict).toBe('fail certificate_trusted');
    expect(seen).toEqual(expect.arrayContaining(['certificate.offered', 'certificate.met', 'certificate.trusted']));
    expect(seen).not.toContain('certificate.refused');
    expect(seen).toContain('event.closed');
  });

  test('that refuses it passes, whoever else sends requests there', { timeout: 120_000 }, async () => {
    const fetch = meeting(async (url) => {
      const others = [url.replace(/\/[^/]+\/(\d+)/, '/evk0000000000000other/$1'), url.replace(/\d+\?/, '000399?')];
      for (const other of [...others, new URL('/', url).href, new URL('/conformance/', url).href]) await intrude(other);
    });
    const { verdict, seen } = await tried({ fetch });
    expect(verdict).toBe('pass as_expected');
    expect(seen).toEqual(expect.arrayContaining(['certificate.offered', 'certificate.met', 'certificate.refused']));
    expect(seen).not.toContain('certificate.trusted');
  });
});

test('a camera that never got there is not said to have refused', { timeout: 120_000 }, async () => {
  const fetch = meeting(() => Promise.reject(new TypeError('no way there')));
  const { verdict, seen } = await tried({ fetch });
  expect(verdict).toBe('skipped certificate_not_met');
  expect(seen).toContain('event.closed');
  expect(seen).not.toContain('certificate.refused');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
