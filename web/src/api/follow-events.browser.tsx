import { AccountEvent } from '@kaitong/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { FakeEventSource, stubEventSource } from '../testing/fake-streams.ts';
import { followEvents } from './follow-events.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function follow(onlyVisible: boolean) {
  const opened: FakeEventSource[] = [];
  stubEventSource((source) => opened.push(source));
  vi.stubGlobal('BroadcastChannel', undefined);
  const quiet = { whose: 'usr_1.acc_1', onEvent() {}, onLine() {}, onRefused() {} };
  const stop = followEvents('/events', { event: AccountEvent, ...quiet, onlyVisible });
  return { stop, held: () => opened.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED).length };
}

function stubChannels() {
  let open = 0;
  class Channel extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      open += 1;
    }
    override close(): void {
      open -= 1;
      super.close();
    }
  }
  return { Channel, held: () => open };
}

function show(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

test('a hidden page holds no connection where nobody needs it, and takes it again when it is looked at', () => {
  const { stop, held } = follow(true);
  expect(held()).toBe(1);
  show('hidden');
  window.dispatchEvent(new Event('online'));
  expect(held()).toBe(0);
  show('visible');
  expect(held()).toBe(1);
  stop();
  expect(held()).toBe(0);
});

test('a page that is kept for going back or frozen gives its connection up', () => {
  const { stop, held } = follow(false);
  expect(held()).toBe(1);
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  expect(held()).toBe(0);
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(held()).toBe(1);
  document.dispatchEvent(new Event('freeze'));
  expect(held()).toBe(0);
  document.dispatchEvent(new Event('resume'));
  expect(held()).toBe(1);
  stop();
  show('visible');
  expect(held()).toBe(0);
});

// What Chromium says to a page that it keeps, and then to one that is gone back to. Others do not say that they freeze it.
test('a page that is kept for going back stays away when it hears that it is hidden too', () => {
  const { Channel, held: channels } = stubChannels();
  vi.stubGlobal('BroadcastChannel', Channel);
  vi.stubGlobal('SharedWorker', undefined);
  const quiet = { whose: 'own_1', onEvent() {}, onLine() {}, onRefused() {} };
  const stop = followEvents('/events', { event: AccountEvent, ...quiet });
  expect(channels()).toBe(1);
  window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
  show('hidden');
  expect(channels()).toBe(0);
  show('visible');
  expect(channels()).toBe(0);
  window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
  expect(channels()).toBe(1);
  stop();
  expect(channels()).toBe(0);
});

test('where pages cannot tell of each other, a hidden one holds no connection', () => {
  const { stop, held } = follow(false);
  show('hidden');
  expect(held()).toBe(0);
  show('visible');
  expect(held()).toBe(1);
  stop();
});
