import { expect, test } from 'vitest';
import { addressRules } from './address-rules.ts';

const strict = addressRules([]);

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
  ...['224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1'],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:10.0.0.1', '::127.0.0.1'],
  ...['64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:1::1', '2001:db8::1', 'no address', ''],
])('%s is inside, and refused', (address) => {
  expect(strict.kindOf(address)).toBe('refused');
});

test.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('%s is on the internet', (address) => {
  expect(strict.kindOf(address)).toBe('public');
});

test('an address inside that the operator named may be sent to, and no other', () => {
  const rules = addressRules(['127.0.0.1', '10.1.0.0/16', 'fd00:1::/32']);
  expect(rules.allowsPrivate).toBe(true);
  for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.1', 'fd00:1::9'])
    expect(rules.kindOf(address), address).toBe('allowed');
  for (const address of ['127.0.0.2', '10.2.0.1', 'fd00:2::9', '::1'])
    expect(rules.kindOf(address), address).toBe('refused');
});
