import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Op } from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** What fits one packet arrives no sooner for being smaller. */
const LEAST_BYTES = 1_400;
/** From here on Brotli's smaller answer is worth twice gzip's processor time. */
const BROTLI_FROM_BYTES = 16_384;
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/**
 * Whether answers of an operation may be compressed: lists that somebody reads. The size of a compressed answer tells what it
 * holds to whoever chooses a part of it and watches the line, so that nothing made to be secret is: keys, tokens and codes come
 * from other methods. Planes stand beside each other, and time matters more there than bytes.
 */
const mayCompress = ({ method, caller }: Op, answer: object): boolean =>
  method === 'GET' && caller !== 'plane' && 'items' in answer && Array.isArray(answer.items);

/** Sends an answer, smaller where that is worth it and the caller understands it. */
export async function sendAnswer(
  operation: Op,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: object,
): Promise<FastifyReply> {
  if (!mayCompress(operation, answer)) return reply.send(answer);
  reply.header('vary', 'accept-encoding');
  const text = Buffer.from(JSON.stringify(answer));
  const encoding = chooseEncoding(request.headers['accept-encoding'], text.length);
  reply.type('application/json; charset=utf-8');
  if (encoding === undefined) return reply.send(text);
  reply.header('content-encoding', encoding);
  return reply.send(encoding === 'br' ? await toBrotli(text, QUALITY) : await toGzip(text));
}

/** RFC 9110, 12.5.3. What is named with a quality of 0 is not wanted. */
export function chooseEncoding(accepted: string | string[] | undefined, bytes: number): 'br' | 'gzip' | undefined {
  if (bytes < LEAST_BYTES) return undefined;
  const wanted = new Set(
    String(accepted ?? '')
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
      .map((part) => part.split(';')[0]?.trim()),
  );
  if (wanted.has('br') && (bytes >= BROTLI_FROM_BYTES || !wanted.has('gzip'))) return 'br';
  return wanted.has('gzip') ? 'gzip' : undefined;
}
