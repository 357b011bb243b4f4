import { hours, minutes, seconds } from '@kaitong/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { AuthorityBusy, type OrderCertificate } from './authority.ts';
import { type Exclusively, keepOrdered } from './keep-ordered.ts';
import type { OrderFiles } from './order-files.ts';
import type { OrderState } from './schedule.ts';

const LIFE = hours(90 * 24);

let files: OrderFiles;
let now: number;
let validity: { from: number; until: number } | undefined;
let order: OrderCertificate;
let orders: number;
let exclusively: Exclusively;
let log: string[];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let state: OrderState | undefined;
  files = {
    certificate: '',
    readAccountKey: () => undefined,
    keepAccountKey: async () => {},
    readState: () => state,
    async keepState(next) {
      state = next;
    },
    keepCertificate: async () => {},
  };
  now = Date.parse('2026-05-01T00:00:00Z');
  validity = undefined;
  orders = 0;
  log = [];
  order = async () => {
    validity = { from: now, until: now + LIFE };
  };
  exclusively = async (work) => {
    await work();
    return 'done';
  };
});
afterEach(() => {
  vi.useRealTimers();
});

const start = () =>
  keepOrdered({
    host: 'cam.example.com',
    files,
    order: async (...args) => {
      orders += 1;
      await order(...args);
    },
    validity: () => validity,
    onKept: () => {},
    exclusively: (work) => exclusively(work),
    now: () => now,
    log: createLog({ level: 'error' }, { write: (line) => void log.push(line) }),
  });

/** Time passes, as timers and the clock see it. */
async function pass(length: number, step: number = minutes(5)): Promise<void> {
  for (let left = length; left > 0; left -= step) {
    now += Math.min(step, left);
    await vi.advanceTimersByTimeAsync(Math.min(step, left));
  }
}

test('without a certificate one is ordered at once; it is ordered anew at two thirds of its life, without a restart', async () => {
  const kept = start();
  await kept.first;
  expect([orders, files.readState()?.problem]).toEqual([1, undefined]);
  await pass(hours(59 * 24), hours(1));
  expect(orders).toBe(1);
  await pass(hours(2 * 24), hours(1));
  expect(orders).toBe(2);
  await kept.stop();
});

test('one that failed is told with its reason, and tried again after growing pauses; the certificate stays', async () => {
  const old = { from: now - LIFE * 0.7, until: now + LIFE * 0.3 };
  validity = old;
  order = async () => {
    throw new Error('no such name');
  };
  const kept = start();
  await kept.first;
  expect(files.readState()).toMatchObject({ failures: 1, problem: 'no such name' });
  expect(log.join()).toContain('no such name');
  const tries: number[] = [];
  for (let hour = 0; hour < 8; hour += 1) {
    await pass(hours(1));
    tries.push(orders);
  }
  expect(tries).toEqual([3, 4, 4, 5, 5, 5, 5, 6]); // after 15 and 30 min, 1, 2 and 4 h
  expect(validity).toBe(old);
  order = async () => {
    validity = { from: now, until: now + LIFE };
  };
  await pass(hours(9));
  expect(files.readState()).toMatchObject({ failures: 0, problem: undefined });
  await kept.stop();
});

test('a start after a failure tries sooner than the last process would have, but not at once', async () => {
  await files.keepState({ triedAt: now - minutes(10), failures: 9, problem: 'x', notBefore: undefined });
  const kept = start();
  await kept.first;
  expect(orders).toBe(0);
  await pass(minutes(6));
  expect(orders).toBe(1);
  await kept.stop();
});

test('what asks to be left alone is, also by a process that starts after it was told', async () => {
  order = async () => {
    throw new AuthorityBusy('too many certificates', hours(30));
  };
  const kept = start();
  await kept.first;
  await kept.stop();
  const later = start();
  await pass(hours(29), hours(1));
  expect(orders).toBe(1);
  await pass(hours(2), hours(1));
  expect(orders).toBe(2);
  await later.stop();
});

test('an authority whose certificates are due when they come is not asked without end', async () => {
  order = async () => {
    validity = { from: now - LIFE, until: now + 1 };
  };
  const kept = start();
  await kept.first;
  await pass(minutes(14));
  expect([orders, files.readState()?.problem]).toEqual([1, expect.stringContaining('due already')]);
  await kept.stop();
});

test('of several processes one orders, and the others take what it got', async () => {
  let isHeld = false;
  exclusively = async (work) => {
    if (isHeld) return 'held';
    isHeld = true;
    await work();
    isHeld = false;
    return 'done';
  };
  let give = (): void => {};
  order = () =>
    new Promise((resolve) => {
      give = () => {
        validity = { from: now, until: now + LIFE };
        resolve();
      };
    });
  const both = [start(), start()];
  await both[1]?.first;
  expect(orders).toBe(1);
  give();
  await pass(minutes(3));
  expect([orders, files.readState()?.failures]).toEqual([1, 0]);
  for (const kept of both) await kept.stop();
});

test('a process that stops leaves an order in the middle, and no word of a failure', async () => {
  order = (_host, _files, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
  const kept = start();
  await pass(seconds(1));
  await kept.stop();
  expect([files.readState(), log]).toEqual([undefined, []]);
});
