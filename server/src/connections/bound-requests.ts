import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:net';
import { type Bound, type BoundOptions, boundConnections } from './bound-connections.ts';

/** The same for HTTP, whose connections are idle until a request's head has come, and again when its answer is over. */
export function boundRequests(server: Server, options: BoundOptions): Bound {
  const bound = boundConnections(server, options);
  (server as EventEmitter).on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!request.destroyed) response.once('close', bound.serve(request.socket));
  });
  return bound;
}
