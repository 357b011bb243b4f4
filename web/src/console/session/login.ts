const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+[1-9]\d{6,14}$/;

/**
 * What was typed as e-mail or phone number, as the contract wants it: an address, or E.164. Numbers without a country
 * code are mainland China's, where makers write them so. Undefined: neither.
 */
export function readLogin(typed: string): string | undefined {
  const text = typed.trim();
  if (EMAIL.test(text)) return text;
  const number = text.replace(/[\s()-]/g, '').replace(/^00/, '+');
  const phone = /^1[3-9]\d{9}$/.test(number) ? `+86${number}` : number;
  return PHONE.test(phone) ? phone : undefined;
}
