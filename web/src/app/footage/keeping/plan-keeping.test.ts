import type { DeviceId, EventId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { planKeeping } from './plan-keeping.ts';

const event = (kept: 'no' | 'yes' | 'beyond', n: number) => ({
  kept,
  ...{ deviceId: 'door' as DeviceId, eventId: `e${n}` as EventId, bytes: n },
});

test('what nobody keeps yet is kept, and only where all is kept is something let go', () => {
  const [no, yes, beyond] = [event('no', 1), event('yes', 2), event('beyond', 3)];
  expect(planKeeping([no, yes, beyond])).toEqual({ keep: true, changing: [no], beyond: 0 });
  expect(planKeeping([yes, beyond])).toEqual({ keep: false, changing: [yes], beyond: 1 });
  expect(planKeeping([beyond])).toEqual({ keep: false, changing: [], beyond: 1 });
});
