import { expect, test } from 'vitest';
import { askTogether } from './ask-together.ts';

test('whoever asks at once is answered by one statement, each with its own; of what is not known with nothing', async () => {
  const asked: string[][] = [];
  const ask = askTogether<string, number>(async (keys) => {
    asked.push([...keys].sort());
    return new Map(keys.flatMap((key) => (key === 'nobody' ? [] : [[key, key.length]])));
  });
  expect(await Promise.all(['a', 'bb', 'nobody', 'a'].map(ask))).toEqual([1, 2, undefined, 1]);
  expect(asked).toEqual([['a', 'bb', 'nobody']]);
});

test('who asks while others are answered is answered by a later statement, and a failure is told to its own only', async () => {
  let rounds = 0;
  let late: Promise<number | undefined> | undefined;
  const ask = askTogether<string, number>(async () => {
    rounds += 1;
    if (rounds > 1) return new Map([['late', 2]]);
    late = ask('late');
    throw new Error('the database is away');
  });
  await expect(ask('early')).rejects.toThrow('the database is away');
  expect(await late).toBe(2);
});
