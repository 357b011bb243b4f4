import type { FastifyRequest } from 'fastify';
import { SIGNATURE_HEADER } from '../../plane-keys/signed-call.ts';

const texts = new WeakMap<FastifyRequest, string>();

/** Keeps what a signature was made over: what is parsed does not say how it was written. */
export function keepBodyText(request: FastifyRequest, text: string): void {
  if (request.headers[SIGNATURE_HEADER] !== undefined) texts.set(request, text);
}

/** As it came, of a call with a signature; `undefined` without a body. */
export const textOfBody = (request: FastifyRequest): string | undefined => texts.get(request);
