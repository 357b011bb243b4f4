import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { type Problem, type ProblemCode, pickLanguage, refusal, seconds } from '@kaitong/contract';
import { isHttp2 } from './http2.ts';
import { problemOf } from './problem.ts';

/** Why HTTP's reader gave up: a code of llhttp or of Node. */
type ReadError = Error & { code?: string };

/** Those that have a status of their own. */
const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
const PROBLEM_JSON = 'application/problem+json; charset=utf-8';
/** Time enough for a sender that looks for an answer when all is sent; closing at once would cut it off. */
const LINGER = seconds(2);

/** By connection: what is wrong when unreadable bytes follow the head of its latest request. */
const faults = new WeakMap<Socket, ProblemCode>();

/** Called as soon as the head of a request is there: what comes after it may not be readable. */
export function noteRequest({ method, headers, socket }: IncomingMessage): void {
  if (headers['content-length'] !== undefined) faults.set(socket, 'size_mismatch');
  else if (method === 'PUT' && headers['transfer-encoding'] === undefined) faults.set(socket, 'length_required');
  else faults.delete(socket);
}

/** The rest of a request's body does not come: answers it, and closes the connection. */
export function answerUnfinished(request: IncomingMessage): void {
  const problem = problemOf(refusal('size_mismatch'), pickLanguage(undefined));
  if (isHttp2(request)) answerStream(request.stream, problem);
  else if (request.socket.writable) close(request.socket, problem);
}

/** Others on the same connection go on. */
function answerStream(stream: ServerHttp2Stream, problem: Problem): void {
  if (stream.headersSent || stream.destroyed) return;
  stream.respond({ ':status': problem.status, 'content-type': PROBLEM_JSON, 'cache-control': 'no-store' });
  stream.end(JSON.stringify(problem));
  setTimeout(() => stream.destroy(), LINGER).unref();
}

/**
 * Answers what cannot be read as HTTP as a problem, and closes the connection. Nobody can say where its next request
 * begins, nor in which language it asks.
 */
export function answerUnreadable(error: ReadError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  if (isOfHandshake(error)) return void socket.destroy(); // there is no line yet that an answer could go over
  const status = STATUS[error.code ?? ''];
  const fault = status === undefined ? faults.get(socket) : undefined;
  const language = pickLanguage(undefined);
  if (fault) close(socket, problemOf(refusal(fault), language));
  else {
    const refused = { ...refusal('input_invalid'), fields: [{ path: '', message: error.message }] };
    close(socket, { ...problemOf(refused, language), status: status ?? 400 });
  }
}

const isOfHandshake = ({ code = '' }: ReadError): boolean => /^ERR_(TLS|SSL)_/.test(code);

function close(socket: Socket, problem: Problem): void {
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
      `content-type: ${PROBLEM_JSON}\r\ncache-control: no-store\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER).unref();
}
