import type { ServerHttp2Stream } from 'node:http2';

/** Requests over HTTP/2 share their connection with others, and know no `Connection` header. */
export const isHttp2 = <T extends { httpVersionMajor: number }>(
  request: T,
): request is T & { stream: ServerHttp2Stream } => request.httpVersionMajor === 2;
