import type { Http2SecureServer, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';

type Watched = {
  /** The last request whose head has come. */
  seen: number;
  /** The last one whose head has begun. */
  begun: number;
  /** Since when a head is awaited, on the clock of this process. */
  since: number | undefined;
};

/**
 * Disconnects sessions of HTTP/2 whose first request does not come in time, and those that begin a head and never end it:
 * nothing else may come on a session meanwhile, so nobody else waits for it. `headersTimeout` is of HTTP/1.1 alone.
 */
export function endLateSessions(server: Http2SecureServer, headMs: number, lookMs: number): void {
  const sessions = new Map<ServerHttp2Session, Watched>();
  server.on('session', (session: ServerHttp2Session) => {
    const watched: Watched = { seen: 0, begun: 0, since: performance.now() };
    sessions.set(session, watched);
    session.on('stream', ({ id = 0 }: ServerHttp2Stream) => {
      watched.seen = Math.max(watched.seen, id);
    });
    session.once('close', () => sessions.delete(session));
  });
  const timer = setInterval(() => {
    for (const [session, watched] of sessions)
      if (awaitsHead(session, watched) > headMs - lookMs) {
        sessions.delete(session);
        session.destroy();
      }
  }, lookMs).unref();
  server.once('close', () => clearInterval(timer));
}

/** For how long a head is awaited that has to come now. */
function awaitsHead({ state }: ServerHttp2Session, watched: Watched): number {
  const begun = state.lastProcStreamID ?? 0; // nghttp2 counts a stream as soon as its head begins
  const isAwaited = watched.seen === 0 || begun > watched.seen;
  if (!isAwaited) watched.since = undefined;
  else if (watched.seen > 0 && begun > watched.begun)
    watched.since = performance.now(); // another than at the last look
  else watched.since ??= performance.now();
  watched.begun = begun;
  return watched.since === undefined ? 0 : performance.now() - watched.since;
}
