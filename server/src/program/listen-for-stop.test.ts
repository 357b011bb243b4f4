import { EventEmitter } from 'node:events';
import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { listenForStop } from './listen-for-stop.ts';

function listen() {
  const source = new EventEmitter();
  const time = { ms: 0 };
  const insisted: number[] = [];
  const stop = listenForStop({ source, now: () => time.ms, onInsist: (code) => insisted.push(code) });
  return { source, time, insisted, stop };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('%s asks to stop', (event) => {
  const { source, stop, insisted } = listen();
  expect(stop.aborted).toBe(false);
  source.emit(event);
  expect(stop.aborted).toBe(true);
  expect(insisted).toEqual([]);
});

test('further signals of the same stop are ignored for 10 s, of whatever kind; a later one ends at once', () => {
  const { source, time, insisted } = listen();
  source.emit('SIGTERM');
  source.emit('SIGTERM');
  time.ms = seconds(10) - 1;
  source.emit('SIGINT');
  expect(insisted).toEqual([]);
  time.ms = seconds(10);
  source.emit('SIGINT');
  expect(insisted).toEqual([130]);
});

test('the 10 s begin with the first signal: who presses Ctrl-C again and again is heard', () => {
  const { source, time, insisted } = listen();
  for (; time.ms <= seconds(11); time.ms += seconds(1)) source.emit('SIGINT');
  expect(insisted).toEqual([130, 130]);
});
