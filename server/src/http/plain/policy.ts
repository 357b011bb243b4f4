import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

type Form = 'none' | 'self';

/** Runs nothing, and asks nobody but the named origins for pictures. A form may ask us alone, where the page has one. */
export function plainPolicy(pictures: readonly string[] = [], form: Form = 'none'): string {
  const from = [...new Set(pictures)].join(' ');
  const media = from === '' ? '' : `; img-src ${from}; media-src ${from}`;
  return `default-src 'none'; style-src 'self' ${STYLE_HASH}; font-src 'self'${media}; form-action '${form}'; base-uri 'none'; frame-ancestors 'none'`;
}
