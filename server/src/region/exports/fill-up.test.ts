import { buffer } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { fillUp } from './fill-up.ts';

async function* partsOf(...parts: (number[] | Error)[]) {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield Uint8Array.from(part);
  }
}

test.each([
  ['as long as it says', [[1, 2], [3]], [1, 2, 3], 0],
  ['broken off', [[1], new Error('a disk')], [1, 0, 0], 1],
  ['shorter', [[1, 2]], [1, 2, 0], 1],
  ['longer', [[1], [2, 3, 4]], [1, 2, 3], 1],
])('what is %s has its length, and is told where it is not whole', async (_, parts, sent, broken) => {
  const onBroken = vi.fn();
  const { read } = fillUp({ bytes: 3, read: () => partsOf(...parts) }, onBroken);
  expect([...(await buffer(read()))]).toEqual(sent);
  expect(onBroken).toHaveBeenCalledTimes(broken);
});
