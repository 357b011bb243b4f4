import { isRefusal, milliseconds, op } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { silentLog } from '../../log.ts';
import { createApp } from './app.ts';
import { mountContract } from './mount.ts';
import { Share } from './share.ts';

const public_ = { caller: 'public', reply: z.object({}) } as const;
const contract = {
  knock: op({ method: 'POST', path: '/knock', summary: 'Knock', ...public_, body: z.object({ name: z.string() }) }),
  look: op({ method: 'GET', path: '/look', summary: 'Look', ...public_ }),
};
const share = new Share({ atOnce: 2 });
const inside: (() => void)[] = [];
const app = createApp({ log: silentLog });
let url: string;
beforeAll(async () => {
  mountContract(
    app,
    contract,
    {
      knock: () => new Promise((resolve) => inside.push(() => resolve({}))),
      look: async () => ({}),
    },
    { authenticate: {}, shares: (operation) => (operation === 'knock' ? share : undefined) },
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

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

test('what is beyond the share is refused before it is read, says when to come again, and others are answered', async () => {
  const first = [knock(), knock()];
  await waitFor(() => inside.length === 2);
  const refused = await knock('{"unreadable');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await refused.json()).toMatchObject({ code: 'platform_busy' });
  expect((await fetch(`${url}/look`)).status).toBe(200);
  for (const let_ of inside.splice(0)) let_();
  expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
});

test('who is answered, refused or gone leaves its place', async () => {
  for (let n = 0; n < 5; n++) expect((await knock('{}')).status).toBe(422);
  const gone = new AbortController();
  const calls = [knock(undefined, gone.signal), knock(undefined, gone.signal)].map((call) => call.catch(() => {}));
  await waitFor(() => inside.length === 2);
  gone.abort();
  await Promise.all(calls);
  inside.length = 0;
  const next = (async () => {
    for (;;) {
      const answer = await knock();
      if (answer.status !== 503) return answer.status;
    }
  })();
  await waitFor(() => inside.length === 1);
  inside[0]?.();
  expect(await next).toBe(200);
});

test('more often than it may, a call is refused, and later it is not; leaving twice gives no place back twice', () => {
  let now = 0;
  const often = new Share({ atOnce: 2, often: { burst: 3, every: milliseconds(10) } }, () => now);
  const enter = () => {
    const leave = often.enter();
    return isRefusal(leave) ? undefined : leave;
  };
  for (let n = 0; n < 3; n++) {
    const leave = enter();
    leave?.();
    leave?.();
  }
  expect(enter()).toBeUndefined();
  now += 30;
  expect([enter(), enter(), enter()].map((leave) => leave !== undefined)).toEqual([true, true, false]);
});
