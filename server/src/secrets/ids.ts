import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** The largest multiple of 36 in a byte: bytes from here on would make the first letters likelier. */
const FAIR = 252;

/** `prefix` and `length` random characters of [a-z0-9], 5.17 bits each: safe in topics, object keys and URLs. */
export function randomId(prefix: string, length: number): string {
  let id = prefix;
  while (id.length < prefix.length + length) {
    for (const byte of randomBytes(length)) {
      if (byte < FAIR && id.length < prefix.length + length) id += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return id;
}

/** `length` random letters of an alphabet that is no longer than a byte has values. */
export function randomLetters(alphabet: string, length: number): string {
  const fair = 256 - (256 % alphabet.length);
  let letters = '';
  while (letters.length < length) {
    for (const byte of randomBytes(length))
      if (byte < fair && letters.length < length) letters += alphabet.charAt(byte % alphabet.length);
  }
  return letters;
}

/** `length` random decimal digits, for codes that people read out. */
export function randomDigits(length: number): string {
  let digits = '';
  while (digits.length < length) {
    for (const byte of randomBytes(length)) if (byte < 250 && digits.length < length) digits += String(byte % 10);
  }
  return digits;
}
