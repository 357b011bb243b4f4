import { isRefusal, OwnerId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { IndexLines } from './index-lines.ts';

const ids = ['1', '2', '3', '4', '5'].map((sign) => OwnerId.parse(sign.repeat(20)));
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Each is under way until it is ended. */
function world() {
  const lines = new IndexLines();
  const underWay: { ownerId: OwnerId; end(): void }[] = [];
  const start = (ownerId: OwnerId, signal = new AbortController().signal) =>
    lines.run(
      ownerId,
      () =>
        new Promise<'made'>((resolve) => {
          const one = {
            ownerId,
            end() {
              underWay.splice(underWay.indexOf(one), 1);
              resolve('made');
            },
          };
          underWay.push(one);
        }),
      signal,
    );
  return { start, underWay };
}

test('one owner’s are made one after the other, and not many of all owners at once', async () => {
  const { start, underWay } = world();
  const [wang, ...others] = ids as [OwnerId, ...OwnerId[]];
  const answers = [wang, wang, ...others].map((id) => start(id));
  await settled();
  expect(underWay.map(({ ownerId }) => ownerId)).toEqual([wang, ...others.slice(0, 3)]);
  for (let n = 0; n < answers.length; n++) {
    underWay[0]?.end();
    await settled();
    expect(underWay.filter(({ ownerId }) => ownerId === wang).length).toBeLessThanOrEqual(1);
    expect(underWay.length).toBeLessThanOrEqual(4);
  }
  expect(await Promise.all(answers)).toEqual(answers.map(() => 'made'));
});

test('who asks for more than a program that fetches by parts does is refused, and nobody else is', async () => {
  const { start, underWay } = world();
  const [wang, li] = ids as [OwnerId, OwnerId];
  const sixteen = Array.from({ length: 16 }, () => start(wang));
  const refused = await start(wang);
  expect(isRefusal(refused) && refused.code).toBe('rate_limited');
  const other = start(li);
  while (underWay.length > 0) {
    underWay[0]?.end();
    await settled();
  }
  expect(await Promise.all([...sixteen, other])).toEqual(Array.from({ length: 17 }, () => 'made'));
  const again = start(wang);
  await settled();
  underWay[0]?.end();
  expect(await again).toBe('made');
});

test('whoever is gone leaves the line, and nothing is begun for them', async () => {
  const { start, underWay } = world();
  const [wang] = ids as [OwnerId];
  const first = start(wang);
  const gone = new AbortController();
  const second = start(wang, gone.signal);
  await settled();
  gone.abort();
  const refused = await second;
  expect(isRefusal(refused) && refused.code).toBe('playback_ended');
  underWay[0]?.end();
  expect(await first).toBe('made');
  await settled();
  expect(underWay).toEqual([]);
  expect(await start(wang, AbortSignal.abort())).toMatchObject({ code: 'playback_ended' });
});

test('what breaks is told as it is, and lets the next one begin', async () => {
  const lines = new IndexLines();
  const [wang] = ids as [OwnerId];
  const { signal } = new AbortController();
  const broken = lines.run(wang, () => Promise.reject(new Error('a disk')), signal);
  const next = lines.run(wang, async () => 'made', signal);
  await expect(broken).rejects.toThrow('a disk');
  expect(await next).toBe('made');
});
