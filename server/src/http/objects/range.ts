import type { ByteRange } from '../../objects/object-store.ts';

/**
 * A `Range` header for an object of `bytes` bytes (RFC 9110, 14.2). `undefined`: send everything, which is also the
 * answer to several ranges and to other units.
 */
export function parseRange(header: string | undefined, bytes: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const end = bytes - 1;
  if (from === '') {
    const last = Number(to); // the last so many bytes
    return last === 0 || bytes === 0 ? 'unsatisfiable' : { first: Math.max(0, bytes - last), last: end };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return undefined; // not a valid range: to be ignored
  if (first >= bytes) return 'unsatisfiable';
  return { first, last: to === '' ? end : Math.min(Number(to), end) };
}
