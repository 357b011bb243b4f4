const LONGEST_DETAIL = 120;

/** Addresses may be signed, and what is long and random may be a token or a key, also where a device put it in a topic. */
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S*/gi;
const RANDOM = /[A-Za-z0-9_+=.-]{32,}/g;

/** Devices write these: no secret, no control characters, nothing that PostgreSQL does not store. */
export const storable = (detail: string): string =>
  detail
    .slice(0, 4 * LONGEST_DETAIL) // what is cut must not become shorter than what is taken for random
    .replace(ADDRESS, '…')
    .replace(RANDOM, '…')
    .slice(0, LONGEST_DETAIL)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
