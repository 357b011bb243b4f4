import { z } from 'zod';

/** What people sign in with. */
export type Login = { email: string } | { phone: string };

const Email = z.email().max(120);
/** ITU-T E.164: a plus, then at most 15 digits. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** How a mobile number of mainland China is written at home. */
const MAINLAND_MOBILE = /^1[3-9]\d{9}$/;

/** `undefined`: neither an e-mail address nor a phone number. */
export function parseLogin(text: string): Login | undefined {
  if (text.includes('@')) {
    const email = Email.safeParse(text.trim().toLowerCase());
    return email.success && !isPlaceholder(email.data) ? { email: email.data } : undefined;
  }
  const digits = text.replace(/[\s().-]/g, '');
  const phone = MAINLAND_MOBILE.test(digits) ? `+86${digits}` : digits;
  return E164.test(phone) ? { phone } : undefined;
}

// Every user needs an address to be found by. One that is made of a phone number receives nothing (RFC 6761, 6.4).
const PLACEHOLDER_DOMAIN = '@phone.invalid';

export const addressOf = (login: Login): string =>
  'email' in login ? login.email : `${login.phone.slice(1)}${PLACEHOLDER_DOMAIN}`;

/** What a login is made of: a password that is made of the same is found at once. */
export const partsOf = (login: Login): string[] =>
  'email' in login
    ? [login.email, ...login.email.split('@')]
    : [login.phone, login.phone.slice(1), login.phone.slice(3)];

/** What somebody typed to be found by such an address, and what a user signs in with. */
export const shownAddress = (address: string): string =>
  isPlaceholder(address) ? `+${address.slice(0, -PLACEHOLDER_DOMAIN.length)}` : address;
export const shownLogin = ({ email, phone }: { email: string; phone: string | null }): string =>
  phone ?? shownAddress(email);

export const isPlaceholder = (email: string): boolean => email.endsWith(PLACEHOLDER_DOMAIN);
