import { isIP } from 'node:net';
import type { AddressRules } from './address-rules.ts';

/**
 * What an address alone tells: where a name leads is looked at when something is sent, every time. A user and a password in
 * it would be in every log.
 */
export function isAddressRefused(rules: AddressRules, text: string): boolean {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isInside = isIP(host) !== 0 && rules.kindOf(host) === 'refused';
  const isPlain = url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowsPrivate);
  return isInside || isPlain || url.username !== '' || url.password !== '';
}
