// A server with a wrong certificate in the extended test: whom it fails, whom it does not, and who was never there.
import { type RequestOptions, request } from 'node:https';
import { WRONG_CERTIFICATES } from '@kaitong/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../activation/testing/people.ts';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';
import { activatedUnit, endOf, start, verdictsOf } from './testing/tested.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

const ITEM = 'wrong-certificate';

/** The verdict on a camera, and what was seen and done until then. */
async function tried(options: Parameters<typeof activatedUnit>[1]) {
  const { unit } = await activatedUnit(rig, options);
  const { id } = await start(rig.maker, unit.deviceId, [ITEM]);
  const report = await endOf(rig.maker, id);
  const item = report.items.find(({ name }) => name === ITEM);
  const refused = item?.observations.flatMap(({ code, params }) =>
    code === 'certificate.refused' ? [params.wrong] : [],
  );
  return {
    verdict: verdictsOf(report)[ITEM],
    reason: item?.reason?.params,
    refused,
    seen: item?.observations.map(({ code }) => code),
  };
}

/** Sends a request there if the certificate is good enough for this; resolves when the connection is over. */
const ask = (url: string, trust: RequestOptions): Promise<void> =>
  new Promise((resolve) => {
    const sent = request(url, { method: 'PUT', ...trust }, () => resolve());
    sent.on('error', () => resolve()).end('x');
  });
/** As somebody who looks at no certificate. */
const intrude = (url: string): Promise<void> => ask(url, { rejectUnauthorized: false });

/** A camera’s way to the platform that does something else when a target is the impostor. */
const meeting =
  (act: (url: string) => Promise<void>): typeof fetch =>
  async (input, init) => {
    const { url } = new Request(input);
    if (new URL(url).port !== new URL(rig.url).port) await act(url);
    return await fetch(input, init);
  };

describe.concurrent('a camera', () => {
  test('that sends its upload there fails, whatever became of its event', { timeout: 120_000 }, async () => {
    const { verdict, reason, seen } = await tried({ fault: 'conformance.wrong-certificate' });
    expect(verdict).toBe('fail certificate_trusted');
    expect(reason).toEqual({ wrong: 'self-signed' });
    expect(seen).toEqual(expect.arrayContaining(['certificate.offered', 'certificate.met', 'certificate.trusted']));
    expect(seen).not.toContain('certificate.refused');
    expect(seen).toContain('event.closed');
  });

  test('that checks chain and time and no name is told so', { timeout: 120_000 }, async () => {
    const fetch = meeting((url) =>
      ask(url, { ca: rig.server.tls?.authority?.cert, checkServerIdentity: () => undefined }),
    );
    const { verdict, reason, refused } = await tried({ fetch });
    expect(verdict).toBe('fail certificate_trusted');
    expect(reason).toEqual({ wrong: 'wrong-name' });
    expect(refused).toEqual(WRONG_CERTIFICATES.slice(0, 3));
  });

  test('that refuses it passes, whoever else sends requests there', { timeout: 120_000 }, async () => {
    const fetch = meeting(async (url) => {
      const others = [url.replace(/\/[^/]+\/(\d+)/, '/evk0000000000000other/$1'), url.replace(/\d+\?/, '000399?')];
      for (const other of [...others, new URL('/', url).href, new URL('/conformance/', url).href]) await intrude(other);
    });
    const { verdict, seen, refused } = await tried({ fetch });
    expect(verdict).toBe('pass as_expected');
    expect(refused).toEqual(WRONG_CERTIFICATES);
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
