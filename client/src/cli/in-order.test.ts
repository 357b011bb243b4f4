import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

/** Jobs that end when the test says so. */
function held(count: number) {
  const gates = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const work = async (n: number): Promise<number> => {
    begun.push(n);
    await gates[n]?.promise;
    return n;
  };
  return { begun, work, items: gates.map((_, n) => n), end: (n: number) => gates[n]?.resolve() };
}

test('as many at a time as there are lanes; results come in order, whichever ends first', async () => {
  const { begun, work, items, end } = held(4);
  const results = inOrder(items, 2, work);
  const first = results.next();
  expect(begun).toEqual([0, 1]);
  end(1);
  end(2);
  await expect.poll(() => begun).toEqual([0, 1, 2, 3]);
  end(0);
  end(3);
  const all = [(await first).value];
  for await (const result of results) all.push(result);
  expect(all).toEqual([0, 1, 2, 3]);
});

test('a failure is thrown in its turn, and nothing is begun after it', async () => {
  const begun: number[] = [];
  const results = inOrder([0, 1, 2, 3], 1, async (n) => {
    begun.push(n);
    if (n === 1) throw new Error('no');
    return n;
  });
  expect((await results.next()).value).toBe(0);
  await expect(results.next()).rejects.toThrow('no');
  expect(begun.length).toBeLessThan(4);
});
