import { OwnerDevice } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { findPaired, type Offer } from './pairing-token.ts';

const device = (letter: string, pairedAt: string) =>
  OwnerDevice.parse({
    deviceId: letter.repeat(22),
    kind: 'camera',
    name: letter,
    pid: 'fndbq6es6cnj5quv',
    productName: 'SC002',
    presence: 'online',
    firmware: '2.3.0',
    lastSeenAt: null,
    pairedAt,
    provisional: false,
    licenceRevoked: false,
    footageUntil: null,
    handOverUntil: null,
    settings: { motionDetection: null, privacyMode: false },
    verificationFootageAllowed: false,
    cloudStorage: null,
    sharedBy: null,
  });
const old = device('a', '2026-01-01T10:00:00Z');
const offer: Offer = {
  ...{ text: '{}', expiresAt: '2026-01-01T12:10:00Z' },
  ...{ before: new Set([old.deviceId]), since: old.pairedAt },
};

test('devices that were there before have not paired with this offer', () => {
  expect(findPaired(offer, [])).toBeUndefined();
  expect(findPaired(offer, [old])).toBeUndefined();
});

test('the newest device since the offer is the one that paired', () => {
  const second = device('b', '2026-01-01T12:01:00Z');
  const third = device('c', '2026-01-01T12:02:00Z');
  expect(findPaired(offer, [second, old])).toBe(second);
  expect(findPaired(offer, [second, third, old])).toBe(third);
});

test('a unit that pairs anew is a new device', () => {
  const again = device('d', '2026-01-01T12:01:00Z');
  expect(findPaired({ ...offer, before: new Set([old.deviceId]) }, [again])).toBe(again);
});

test('an older one that comes into view when a newer one is removed has not paired', () => {
  expect(findPaired(offer, [device('e', '2026-01-01T09:00:00Z')])).toBeUndefined();
});
