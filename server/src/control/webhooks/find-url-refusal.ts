import { type Refusal, refusal } from '@kaitong/contract';
import type { AddressRules } from '../../outgoing/address-rules.ts';
import { isAddressRefused } from '../../outgoing/is-address-refused.ts';

export const findUrlRefusal = (rules: AddressRules, url: string): Refusal | undefined =>
  isAddressRefused(rules, url) ? refusal('webhook_url_refused') : undefined;
