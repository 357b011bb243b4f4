import type { Send } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { shareReads } from './shared-reads.ts';

/** No two moments are one. */
let moment = 0;
const now = () => ++moment;

const buses: BroadcastChannel[] = [];
afterEach(() => {
  for (const bus of buses.splice(0)) bus.close();
});

type Call = { path: string; answer(status?: number): void; fail(): void };

/** Tabs of one browser before a server that answers when it is told to. */
function openTabs(count: number, { scope = (): string => 'en' } = {}) {
  const calls: Call[] = [];
  const room = crypto.randomUUID();
  let asked = Promise.withResolvers<void>();
  const send: Send = ({ path }) =>
    new Promise((resolve, reject) => {
      const n = calls.length + 1;
      calls.push({
        path,
        answer: (status = 200) => resolve({ status, body: n }),
        fail: () => reject(new Error('no network')),
      });
      asked.resolve();
      asked = Promise.withResolvers();
    });
  const shares = Array.from({ length: count }, () => {
    const bus = new BroadcastChannel(room);
    buses.push(bus);
    // Each test has questions of its own: locks are those of the whole process.
    return shareReads(send, () => `${room} ${scope()}`, { bus, now });
  });
  const tabs = shares.map(
    ({ read }) =>
      (path: string, method = 'GET') =>
        read({ method, path }),
  );
  const [tab = () => Promise.reject(new Error('no tab'))] = tabs;
  return {
    tab,
    tabs,
    calls,
    /** Whether anybody has, or waits for, the lock of a question of this test. */
    async isLocked(): Promise<boolean> {
      const { held = [], pending = [] } = await navigator.locks.query();
      return [...held, ...pending].some(({ name }) => name?.includes(room));
    },
    leave: (n: number) => shares[n]?.leave(),
    /** The n-th question, as soon as it has come to the server. */
    async call(n: number): Promise<Call> {
      for (;;) {
        const call = calls[n - 1];
        if (call) return call;
        await asked.promise;
      }
    },
  };
}

const bodies = async (answers: Promise<{ body: unknown }>[]) => (await Promise.all(answers)).map(({ body }) => body);

test('of twenty tabs that want the same at once a few ask for it, and each gets an answer', async () => {
  const { tabs, calls, call } = openTabs(20);
  const answers = Promise.all(tabs.map((read) => read('/products')));
  const answering = async () => {
    for (let n = 1; ; n++) (await call(n)).answer();
  };
  await Promise.race([answers, answering()]);
  expect((await answers).length).toBe(20);
  expect(calls.length).toBeLessThan(10);
});

test('who wants something after it was asked for does not take the older answer', async () => {
  const { tabs, call } = openTabs(2);
  const first = tabs[0]?.('/products');
  const older = await call(1);
  const second = tabs[1]?.('/products');
  older.answer();
  (await call(2)).answer();
  expect([(await first)?.body, (await second)?.body]).toEqual([1, 2]);
});

test('what changes something is sent by each, and so is what is read in another language', async () => {
  let language = 'en';
  const { tab, call } = openTabs(1, { scope: () => language });
  const answers = [tab('/products', 'POST'), tab('/products', 'POST'), tab('/products')];
  language = 'zh-CN';
  answers.push(tab('/products'));
  for (const n of [1, 2, 3, 4]) (await call(n)).answer();
  expect(new Set(await bodies(answers)).size).toBe(4);
});

test('a failed question is nobody else’s: each asks for itself', async () => {
  const { tabs, call } = openTabs(3);
  const ends = Promise.allSettled(tabs.map((read) => read('/products')));
  (await call(1)).fail();
  (await call(2)).answer(503);
  (await call(3)).answer();
  expect((await ends).map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
});

test('a tab that never ends its question keeps the others for a moment only', async () => {
  const { tabs, calls, call } = openTabs(3);
  const [frozen, ...answers] = tabs.map((read) => read('/products'));
  await call(1);
  (await call(2)).answer();
  (await call(3)).answer();
  expect(new Set(await bodies(answers))).toEqual(new Set([2, 3]));
  expect(calls.length).toBe(3);
  calls[0]?.answer();
  await frozen;
});

test('a tab that leaves holds no lock any more, and what it and others wanted comes all the same', async () => {
  const { tabs, call, calls, leave, isLocked } = openTabs(3);
  const [asking, waiting, staying] = tabs.map((read) => read('/products'));
  await call(1);
  leave(0);
  leave(1);
  for (const n of [2, 3]) (await call(n)).answer();
  expect([(await waiting)?.body, (await staying)?.body].sort()).toEqual([2, 3]);
  expect(await isLocked()).toBe(false);
  calls[0]?.answer();
  expect((await asking)?.body).toBe(1);
  const later = tabs[0]?.('/products');
  (await call(4)).answer();
  expect((await later)?.body).toBe(4);
});

/** Takes away what nobody holds. */
async function collect(): Promise<void> {
  const { process } = globalThis as unknown as {
    process: {
      getBuiltinModule(name: string): {
        setFlagsFromString(flag: string): void;
        runInNewContext(code: string): () => void;
      };
    };
  };
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  const gc = process.getBuiltinModule('node:vm').runInNewContext('gc');
  for (let times = 0; times < 5; times++) {
    await new Promise((resolve) => setTimeout(resolve));
    gc();
  }
}

test('a tab that stays for days keeps nothing of what it was answered', async () => {
  const bus = new BroadcastChannel(crypto.randomUUID());
  buses.push(bus);
  const answers: WeakRef<object>[] = [];
  const send: Send = async () => {
    const answer = { status: 200, body: {} };
    answers.push(new WeakRef(answer));
    return answer;
  };
  const scope = crypto.randomUUID();
  const { read } = shareReads(send, () => scope, { bus, now });
  for (let times = 0; times < 10; times++) await read({ method: 'GET', path: '/products' });
  await collect();
  expect(answers.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(1);
});
