import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { days, isRefusal, milliseconds, op } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../log.ts';
import { issueCertificate, makeAuthority } from '../../tls/issue.ts';
import { createApp } from './app.ts';
import { mountContract } from './mount.ts';
import { Share } from './share.ts';

const public_ = { caller: 'public', reply: z.object({ long: z.string().optional() }) } as const;
const contract = {
  knock: op({ method: 'POST', path: '/knock', summary: 'Knock', ...public_, body: z.object({ name: z.string() }) }),
  look: op({ method: 'GET', path: '/look', summary: 'Look', ...public_ }),
};
const two = { atOnce: 2 };
const share = new Share({ all: two, each: two });
const inside: (() => void)[] = [];
const LONG = 'x'.repeat(100_000);

const VALID = { from: Date.now(), length: days(1) };
const authority = await makeAuthority('test', VALID);
const open = (tls?: Awaited<ReturnType<typeof issueCertificate>>) => {
  const app = createApp({ log: silentLog, tls });
  mountContract(
    app,
    contract,
    {
      knock: (_caller, { body: { name } }) =>
        name === 'long' ? Promise.resolve({ long: LONG }) : new Promise((resolve) => inside.push(() => resolve({}))),
      look: async () => ({}),
    },
    { authenticate: {}, shares: (operation) => (operation === 'knock' ? share : undefined) },
  );
  return app;
};
const app = open();
const encrypted = open(await issueCertificate(authority, ['127.0.0.1'], VALID));
let url: string;
let httpsUrl: string;
beforeAll(async () => {
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  httpsUrl = await encrypted.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => Promise.all([app.close(), encrypted.close()]));

const knock = (body = '{"name":"x"}', signal?: AbortSignal) =>
  fetch(`${url}/knock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
    body,
    ...(signal ? { signal } : {}),
  });
const waitFor = async (fits: () => boolean) => {
  while (!fits()) await new Promise(setImmediate);
};

/** It is answered: the share has room. */
async function expectRoom(): Promise<void> {
  const call = knock();
  await waitFor(() => inside.length === 1);
  inside.pop()?.();
  expect((await call).status).toBe(200);
}

test('what is beyond the share is refused, says when to come again, and others are answered', async () => {
  const first = [knock(), knock()];
  await waitFor(() => inside.length === 2);
  const refused = await knock();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await refused.json()).toMatchObject({ code: 'platform_busy' });
  expect((await knock('{}')).status).toBe(422);
  expect((await fetch(`${url}/look`)).status).toBe(200);
  for (const let_ of inside.splice(0)) let_();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
  for (let n = 0; n < 5; n++) await expectRoom();
});

test('bodies that do not come hold no place, nor do callers that are gone once their call is done', async () => {
  const slow = Array.from({ length: 5 }, () => connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {}));
  const head = 'POST /knock HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';
  for (const socket of slow) await new Promise((sent) => socket.write(head, sent));
  await expectRoom();
  for (const socket of slow) socket.destroy();
  const gone = new AbortController();
  const calls = [knock(undefined, gone.signal), knock(undefined, gone.signal)].map((call) => call.catch(() => {}));
  await waitFor(() => inside.length === 2);
  gone.abort();
  await Promise.all(calls);
  for (const let_ of inside.splice(0)) let_();
  await expectRoom();
});

test('answers that nobody takes hold no place', async () => {
  const session = connectHttp2(httpsUrl, { ca: authority.cert, settings: { initialWindowSize: 0 } });
  const ask = (name: string) => {
    const stream = session.request({ ':method': 'POST', ':path': '/knock', 'content-type': 'application/json' });
    stream.end(JSON.stringify({ name }));
    return once(stream, 'response');
  };
  for (let n = 0; n < 5; n++) expect((await ask('long'))[0]).toMatchObject({ ':status': 200 });
  await expectRoom();
  session.destroy();
});

const enterOf = (limited: Share) => (network: string) => {
  const leave = limited.enter(network);
  return isRefusal(leave) ? undefined : leave;
};

test('more often than it may, a call is refused, and later it is not; leaving twice gives no place back twice', () => {
  let now = 0;
  const part = { atOnce: 2, often: { burst: 3, every: milliseconds(10) } };
  const enter = enterOf(new Share({ all: part, each: part }, () => now));
  for (let n = 0; n < 3; n++) {
    const leave = enter('a');
    leave?.();
    leave?.();
  }
  expect(enter('a')).toBeUndefined();
  now += 30;
  expect(['a', 'a', 'a'].map((from) => enter(from) !== undefined)).toEqual([true, true, false]);
});

test('a network has a part of it, and however much it asks beyond that, the others have the rest', () => {
  const often = (burst: number) => ({ burst, every: milliseconds(1000) });
  const rule = { all: { atOnce: 3, often: often(8) }, each: { atOnce: 2, often: often(4) } };
  const enter = enterOf(new Share(rule, () => 0));
  const held = Array.from({ length: 50 }, () => enter('a'));
  expect(held.filter((leave) => leave !== undefined)).toHaveLength(2);
  const other = enter('b');
  expect(other).toBeDefined();
  for (const leave of [...held, other]) leave?.();
  const ask = (from: string): boolean => {
    const leave = enter(from);
    leave?.();
    return leave !== undefined;
  };
  expect(Array.from({ length: 50 }, () => ask('a')).filter(Boolean)).toHaveLength(2); // its four of eight are spent
  expect([ask('b'), ask('b'), ask('b'), ask('b')]).toEqual([true, true, true, false]);
});

test('ten thousand networks are remembered, the latest, and those that are inside', () => {
  const part = { atOnce: 20_000, often: { burst: 20_000, every: milliseconds(1000) } };
  const each = { atOnce: 1, often: { burst: 1, every: milliseconds(1000) } };
  const enter = enterOf(new Share({ all: part, each }, () => 0));
  enter('inside');
  for (let n = 0; n < 10_000; n++) enter(`n${n}`)?.();
  expect([enter('inside'), enter('n9999')]).toEqual([undefined, undefined]);
  expect(enter('n0')).toBeDefined();
});
