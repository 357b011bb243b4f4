import { EventId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { DatabaseUnavailable } from '../../store/unavailable.ts';
import { TroubledEvents } from './troubled-events.ts';

test('an event that its work stumbles on is left alone, one whose database went away is not', async () => {
  const troubled = new TroubledEvents();
  const [strange, interrupted] = [EventId.parse(`ev${'a'.repeat(18)}`), EventId.parse(`ev${'b'.repeat(18)}`)];
  await expect(troubled.guard(strange, () => Promise.reject(new Error('out of range')))).rejects.toThrow();
  const outage = new DatabaseUnavailable('unreachable', 'The database answers nobody.');
  await expect(troubled.guard(interrupted, () => Promise.reject(outage))).rejects.toBe(outage);
  expect(troubled.list()).toEqual([strange]);
});
