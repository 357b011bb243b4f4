export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * JSON in the one form that RFC 8785 allows: no white space, member names sorted by UTF-16 code units, numbers and
 * strings as ECMAScript writes them (sections 3.2.2 and 3.2.3). Throws on what has no such form.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (typeof value === 'string') return canonicalString(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  // Plain comparison of strings is by code units, as section 3.2.3 asks.
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return `{${names.map((name) => `${canonicalString(name)}:${canonicalJson(value[name] ?? null)}`).join(',')}}`;
}

/** A lone surrogate would be written as an escape by one implementation and as U+FFFD by another. */
function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no canonical form');
  return JSON.stringify(text);
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
