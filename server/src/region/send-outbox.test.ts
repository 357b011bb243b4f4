import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silentLog } from '../log.ts';
import type { RegionContext } from './context.ts';
import { type Poke, sendOutbox } from './send-outbox.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** An outbox that a test fills, and what each call carried of it. */
function createOutbox() {
  const sent: string[] = [];
  const noted: string[] = [];
  let waiting = '';
  let taken = '';
  let poke: Poke = () => {};
  const context = { log: silentLog, region: 'cn' } as Pick<RegionContext, 'log' | 'region'>;
  const sender = sendOutbox(context, {
    follow: (given) => {
      poke = given;
      return () => {};
    },
    async sendAll() {
      if (taken !== '') noted.push(taken);
      taken = waiting;
      if (waiting === '') return false;
      sent.push(waiting);
      waiting = '';
      return true;
    },
    isUnnoted: () => taken !== '',
    failure: 'not sent',
  });
  return {
    sent,
    noted,
    stop: () => sender.stop(),
    async add(what: string, urgency: Parameters<Poke>[0]) {
      waiting += what;
      poke(urgency);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

test('the first of some news is sent at once, and what happens within a moment after it goes together', async () => {
  const outbox = createOutbox();
  await outbox.add('a', 'soon');
  await outbox.add('b', 'soon');
  await outbox.add('c', 'soon');
  expect(outbox.sent).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(50);
  expect(outbox.sent).toEqual(['a', 'bc']);
  await outbox.stop();
});

test('what is urgent waits for nothing, and takes along what does', async () => {
  const outbox = createOutbox();
  await outbox.add('a', 'soon');
  await outbox.add('b', 'soon');
  await outbox.add('c', 'now');
  expect(outbox.sent).toEqual(['a', 'bc']);
  await outbox.add('d', 'now');
  expect(outbox.sent).toEqual(['a', 'bc', 'd']);
  await outbox.stop();
});

test('what was taken is noted with the next that is sent, soon after where nothing follows, and at the end', async () => {
  const outbox = createOutbox();
  await outbox.add('a', 'soon');
  await outbox.add('b', 'soon');
  await vi.advanceTimersByTimeAsync(50);
  expect(outbox.noted).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(550);
  expect(outbox.noted).toEqual(['a', 'b']);
  await outbox.add('c', 'now');
  await outbox.stop();
  expect(outbox).toMatchObject({ sent: ['a', 'b', 'c'], noted: ['a', 'b', 'c'] });
});
