import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource, stubEventSource } from '../../testing/fake-streams.ts';
import type { News } from './line.ts';
import { askedTogether, shareLine } from './shared-line.ts';

let opened: FakeEventSource[];
const held = () => opened.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED).map(({ url }) => url);

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  // Node has no global events, and no network to come back.
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  stubEventSource((source) => opened.push(source));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function share() {
  const told: [News, string | undefined][] = [];
  return { line: shareLine((news, to) => told.push([news, to])), told };
}

test('one address asks for all that its followers ask for', () => {
  expect(askedTogether([])).toBeUndefined();
  expect(askedTogether(['/events'])).toBe('/events');
  expect(askedTogether(['/events?of=a', '/events?devices=true&of=a', '/events?of=a'])).toBe(
    '/events?devices=true&of=a',
  );
});

test('any number of followers hold one line, until the last one has left', () => {
  const { line } = share();
  for (const id of ['a', 'b', 'c']) line.join(id, '/events?of=x');
  expect(opened.length).toBe(1);
  line.leave('a');
  line.leave('b');
  line.leave('b');
  expect(held()).toEqual(['/events?of=x']);
  line.leave('c');
  expect(held()).toEqual([]);
});

test('who comes later hears what the stream began with, and nobody else hears it again', async () => {
  const { line, told } = share();
  line.join('a', '/events');
  await vi.advanceTimersByTimeAsync(0);
  opened[0]?.tell({ type: 'everything.changed' });
  opened[0]?.tell({ type: 'products.changed' });
  told.length = 0;
  line.join('b', '/events');
  expect(told).toEqual([
    [{ type: 'line', connected: true }, 'b'],
    [{ type: 'event', data: '{"type":"everything.changed"}' }, 'b'],
  ]);
  line.close();
});

test('more is asked for at once, less only once nobody has asked for it for a while', () => {
  const { line } = share();
  line.join('a', '/events?of=x');
  line.join('b', '/events?devices=true&of=x');
  expect(held()).toEqual(['/events?devices=true&of=x']);
  line.leave('b');
  vi.advanceTimersByTime(20_000);
  line.join('b', '/events?devices=true&of=x');
  vi.advanceTimersByTime(40_000);
  expect(opened.length).toBe(2);
  line.leave('b');
  vi.advanceTimersByTime(40_000);
  expect(held()).toEqual(['/events?of=x']);
  line.close();
  expect(held()).toEqual([]);
});

test('a refused stream is told of and asked for again, each time later; after sleep a line is opened anew', () => {
  const { line, told } = share();
  line.join('a', '/events');
  const refuse = () => {
    opened.at(-1)?.close();
    opened.at(-1)?.onerror?.();
  };
  refuse();
  expect(told.map(([{ type }]) => type)).toEqual(['line', 'refused']);
  vi.advanceTimersByTime(2_000);
  expect(opened.length).toBe(2);
  refuse();
  vi.advanceTimersByTime(2_000);
  expect(opened.length).toBe(2);
  vi.advanceTimersByTime(2_000);
  expect(opened.length).toBe(3);
  vi.setSystemTime(Date.now() + 120_000);
  vi.advanceTimersByTime(10_000);
  expect(opened.length).toBe(4);
  line.close();
  vi.advanceTimersByTime(120_000);
  expect(held()).toEqual([]);
});
