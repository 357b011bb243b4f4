/** What a cookie's request is judged by. */
type Asked = { method: string; header(name: string): string | undefined };

/**
 * Whether a request may use the session's cookie. A browser names the page that sends a request in `Origin`; another
 * site's page could otherwise act in the name of whoever is signed in here. Reading is harmless: without CORS headers the
 * other page does not see the answer.
 */
export function isSameSite(request: Asked, origins: ReadonlySet<string>): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const origin = request.header('origin');
  if (origin !== undefined) return origins.has(origin);
  return request.header('cookie') === undefined;
}
