import { seconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { pairDevice } from '../src/index.ts';
import { heldClock } from '../src/testing/clock.ts';
import { LICENCE, startTestRegion } from '../src/testing/region.ts';
import { startVirtualCamera } from './camera.ts';

test('a battery camera falls asleep when nothing happens, and a wave wakes it for the command that waits for it', async () => {
  await using region = await startTestRegion();
  const paired = await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0' });
  if (!paired.ok) throw new Error(paired.problem.code);
  const clock = heldClock();
  const online = Promise.withResolvers<void>();
  const camera = await startVirtualCamera({
    credentials: paired.value,
    firmware: '2.3.0',
    sleepy: true,
    clock,
    ...{ width: 160, height: 90, segmentMs: 200, clip: { preRecordMs: 200, postRecordMs: 200 } },
    onNews: (news) => news.is === 'state' && news.state.state === 'online' && online.resolve(),
  });
  await online.promise;
  expect(await region.statuses.next()).toMatchObject({ state: 'online', features: { sleepy: true } });
  clock.advance(seconds(20));
  await region.statuses.next(({ state }) => state === 'dormant');
  expect(camera.state).toBe('dormant');

  const answer = camera.wave();
  await region.statuses.next(({ state }) => state === 'online');
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  await region.send('grant', { id: 'g1', nonce: 'n1', maxFootageMs: 15_000, expiresAt });
  await region.replies.next();
  const time = setInterval(() => clock.advance(seconds(0.1)), 5);
  expect(answer.seen && (await answer.finished)).toMatchObject({ is: 'uploaded' });
  clearInterval(time);
  expect(region.opened?.body).toMatchObject({ nonce: 'n1' });
  await camera.close();
});
