/**
 * What calls are for, in the order in which they are refused where a process is late. A verification is a recording: it is
 * tried as what owners pay for. Whatever changes something waits no longer than who watches.
 */
export const WORK_KINDS = ['browsing', 'watching', 'recording'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** What cameras and payment providers ask, and verifications; not the lists of those. */
const RECORDING: readonly RegExp[] = [
  /^\/\w+\/(device|push)\/v1\//,
  /^\/\w+\/pay\//,
  /^PUT \/\w+\/objects\//,
  /^POST \/api\/v1\/(applications|bulk-activations|conformance)\b/,
  /^GET \/api\/v1\/(applications|bulk-activations|conformance)\/:id(\/events|\/preflight)?$/,
  /^POST \/\w+\/api\/v1\/pairing-tokens$/,
];

/** Playing and what leads there, being signed in, and those who run the platform: they have to see what is going on. */
const WATCHING: readonly RegExp[] = [
  /^GET \/\w+\/(play|file|alarm|footage|objects)\//,
  /^GET \/\w+\/api\/v1\/(me|events|shares\/open)$/,
  /^GET \/\w+\/api\/v1\/devices\/:deviceId\/(timeline|events\/:eventId)$/,
  /^GET \/api\/v1\/(session|operator\/.+)$/,
];

/**
 * Whose answers are needed to find out what is wrong, or cost nothing: pages, and what says how the server is. And what the
 * planes ask each other: it goes on with what has been begun, and a plane that is refused counts as away.
 */
const FREE: readonly RegExp[] = [
  /^(\/\w+)?\/plane\/v1\//,
  /^\/(healthz|readyz|metrics|ca\.crt|openapi[\w-]*\.json)$/,
  /^(\/docs|\/docs\/|(\/docs)?\/\*)$/,
];

const matches = (rules: readonly RegExp[], method: string, url: string): boolean =>
  rules.some((rule) => rule.test(url) || rule.test(`${method} ${url}`));

/** @param url the pattern of a route; `undefined` is answered: nothing of it is ever refused for want of time */
export function workKindOf(method: string, url: string): WorkKind | undefined {
  if (matches(FREE, method, url)) return undefined;
  if (matches(RECORDING, method, url)) return 'recording';
  const changes = method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
  return changes || matches(WATCHING, method, url) ? 'watching' : 'browsing';
}
