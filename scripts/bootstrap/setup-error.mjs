import { messages } from './messages.mjs';

/** A failure that one sentence explains; its message is all that the user sees. */
export class SetupError extends Error {}

const UNREACHABLE = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EIDLETIMEOUT',
  'ENETUNREACH',
  'ENOTCACHED',
  'ENOTFOUND',
  'EPIPE',
  'EPROTO',
  'ERR_INVALID_URL',
  'ERR_SOCKET_TIMEOUT',
  'ETIMEDOUT',
  'E407',
  'E500',
  'E502',
  'E503',
  'E504',
]);
const REFUSED = new Set(['E401', 'E403', 'E404', 'ENEEDAUTH', 'ETARGET', 'ENOVERSIONS']);

/**
 * The sentence for a system or npm error code, undefined for a code that has none of its own.
 * @param {string} code e.g. `ENOSPC`
 * @param {string} place the file or folder it happened at
 * @param {string} detail what to show in brackets, at least the code
 */
export function explain(code, place, detail = code) {
  if (code === 'ENOSPC' || code === 'EDQUOT') return messages.diskFull(place);
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return messages.notWritable(place, code);
  if (code === 'EINTEGRITY') return messages.packageDamaged(detail);
  if (REFUSED.has(code)) return messages.registryRefused(detail);
  if (UNREACHABLE.has(code) || /CERT|SSL|TLS/.test(code)) return messages.registryUnreachable(detail);
  return undefined;
}
