import type { FastifyInstance } from 'fastify';

/** Answers to programs are no pages: nothing in them may run, wherever somebody shows them. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'";

/** The documentation is read: it writes no style and calls nobody. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Our pages run our files only. `origins`: where objects and playlists are, besides the page's own origin. */
export function pagePolicy(origins: readonly string[]): string {
  const own = ["'self'", ...origins].join(' ');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'", // the components write their styles at run time
    `img-src ${own} data: blob:`,
    `media-src ${own} blob:`,
    `connect-src ${own}`,
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Whose pages may show ours in a frame; `undefined`, as ever outside a demonstration: nobody's. */
export type Framing = { origin: string | undefined };

/**
 * Headers of every answer; routes that know better replace them.
 *
 * @param staysHttps browsers go to no port of this host without encryption from then on, and let nobody past a certificate
 * that they do not trust: not for an authority of our own, nor for `localhost`
 * @param framing asked for each page; without it none is framed
 */
export function addSecurityHeaders(
  app: FastifyInstance,
  { staysHttps, framing }: { staysHttps: boolean; framing: Framing | undefined },
): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'content-security-policy': NOTHING,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin', // addresses here may hold one-time tokens
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    if (staysHttps) reply.header('strict-transport-security', 'max-age=31536000');
  });
  if (framing === undefined) return;
  app.addHook('onSend', (_request, reply, payload, done) => {
    const { origin } = framing;
    // 304 names no type, and a browser takes its headers for the page that it kept.
    const mayBePage = reply.statusCode === 304 || String(reply.getHeader('content-type')).startsWith('text/html');
    if (origin !== undefined && mayBePage) {
      const policy = String(reply.getHeader('content-security-policy'));
      reply.header('content-security-policy', policy.replace("frame-ancestors 'none'", `frame-ancestors ${origin}`));
      reply.removeHeader('x-frame-options'); // knows no origin by name
    }
    done(null, payload);
  });
}
