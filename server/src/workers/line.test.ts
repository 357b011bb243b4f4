import { EventEmitter } from 'node:events';
import { milliseconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Line, type LineOptions } from './line.ts';

/** Both ends of a channel that carries whatever it is given, to whoever is there. */
function connect(one: Partial<LineOptions<string>>, other: Partial<LineOptions<string>>) {
  const [here, there] = [new EventEmitter(), new EventEmitter()];
  const end = (to: EventEmitter, from: EventEmitter, options: Partial<LineOptions<string>>) =>
    new Line<string, string>(
      { send: (message) => void to.emit('message', message), on: (listener) => void from.on('message', listener) },
      { onTold: () => {}, answer: () => new Promise(() => {}), ...options },
    );
  return { first: end(there, here, one), worker: end(here, there, other) };
}

test('what one end tells the other hears', () => {
  const heard: string[] = [];
  connect({}, { onTold: (told) => heard.push(told) }).first.tell('begin');
  expect(heard).toEqual(['begin']);
});

test('both ends ask, each answer comes to its question, and why there is none is said', async () => {
  const { first, worker } = connect(
    { answer: async (question) => `first: ${question}` },
    { answer: async (question) => (question === 'metrics' ? [1] : Promise.reject(new Error('not of a worker'))) },
  );
  expect(await Promise.all([worker.ask('judge'), first.ask('metrics'), worker.ask('workers')])).toEqual([
    'first: judge',
    [1],
    'first: workers',
  ]);
  await expect(first.ask('judge')).rejects.toThrow('not of a worker');
});

test('whoever does not answer in time is waited for no longer', async () => {
  const { first } = connect({ patience: milliseconds(1) }, {});
  await expect(first.ask('metrics')).rejects.toThrow('in time');
});
