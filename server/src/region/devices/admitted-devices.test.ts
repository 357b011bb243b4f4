import { DeviceId, type OwnerId, type Pid } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Listener } from '../../store/notifications.ts';
import { admitDevices } from './admitted-devices.ts';

const device = DeviceId.parse('6c0000000000000000000a');
const admittedAs = { ownerId: 'ow-of-a-test' as OwnerId, pid: 'pid-of-a-test' as Pid };

/** A device that is paired until it is removed, and the word of that on its way. */
function createGround() {
  let tell: Listener = () => {};
  const admitted = admitDevices({
    on: (_topic, listener) => {
      tell = listener as Listener;
      return () => {};
    },
    onTime: () => () => {},
    needsStandby: () => false,
    close: async () => {},
  });
  let isPaired = true;
  let isTold = true;
  let asked = 0;
  const looks: (() => void)[] = [];
  return {
    state: () => ({ isPaired, isTold, asked }),
    /** @returns whether it was let in, and whether it could have been known at the call's beginning that it must not */
    call() {
      const mustNot = !isPaired && isTold;
      const answer = admitted.find(device, async () => {
        asked += 1;
        const seen = isPaired;
        await new Promise<void>((resolve) => looks.push(resolve));
        return seen ? admittedAs : undefined;
      });
      return answer.then((found) => ({ isIn: found !== undefined, mustNot }));
    },
    look: () => looks.shift()?.(),
    remove() {
      isTold = !isPaired && isTold;
      isPaired = false;
    },
    hear(payload: string | undefined) {
      isTold = true;
      tell(payload);
    },
    forget() {
      if (!isPaired) isTold = true;
      admitted.forget(device);
    },
  };
}

test('a device that was let in is not asked for again for some seconds', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const ground = createGround();
  const first = ground.call();
  ground.look();
  expect(await first).toEqual({ isIn: true, mustNot: false });
  expect((await ground.call()).isIn).toBe(true);
  expect(ground.state().asked).toBe(1);
  vi.advanceTimersByTime(15_000);
  const later = ground.call();
  ground.look();
  expect((await later).isIn).toBe(true);
  expect(ground.state().asked).toBe(2);
  vi.useRealTimers();
});

test('once this process has heard that a device may call no more, no call is let in, whatever was being looked up then', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('call', 'look', 'remove', 'hear', 'gap', 'forget'), { maxLength: 30 }),
      async (story) => {
        const ground = createGround();
        const calls: ReturnType<typeof ground.call>[] = [];
        for (const step of story) {
          if (step === 'call') calls.push(ground.call());
          else if (step === 'hear') ground.hear(device);
          else if (step === 'gap') ground.hear(undefined);
          else ground[step]();
          await new Promise((resolve) => setImmediate(resolve));
        }
        for (const _ of calls) ground.look();
        for (const { isIn, mustNot } of await Promise.all(calls)) expect(isIn && mustNot).toBe(false);
      },
    ),
  );
});
