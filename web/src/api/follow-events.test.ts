import { OwnerEvent } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { readEvent } from './follow-events.ts';

test('an event says what to read again', () =>
  expect(readEvent(OwnerEvent, '{"type":"pairing.finished","deviceId":"6cyrfffiiimgpjj5zvjkwo"}')).toEqual({
    type: 'pairing.finished',
    deviceId: '6cyrfffiiimgpjj5zvjkwo',
  }));

test('kinds of a newer server and broken lines are left out', () => {
  expect(readEvent(OwnerEvent, '{"type":"weather.changed","deviceId":null}')).toBeUndefined();
  expect(readEvent(OwnerEvent, '{"type":')).toBeUndefined();
});
