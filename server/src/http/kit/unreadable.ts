import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { pickLanguage, type Refusal, refusal, seconds } from '@kaitong/contract';
import { problemOf } from './problem.ts';

/** What HTTP's reader says of bytes that are no request: a few of llhttp's and Node's codes have a status of their own. */
type ReadError = Error & { code?: string };

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };
/** Time enough for a sender that looks for an answer when all is sent; closing at once would cut it off. */
const LINGER = seconds(2);

const uploading = new WeakSet<Socket>();

/** Until its next request, bytes on this connection that are no request are bytes beyond the object's length. */
export const expectUpload = (socket: Socket): void => void uploading.add(socket);
export const expectRequest = (socket: Socket): void => void uploading.delete(socket);

/**
 * Answers what cannot be read as HTTP as a problem, and closes the connection. Nobody can say where its next request
 * begins, nor in which language it asks.
 */
export function answerUnreadable(error: ReadError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = STATUS[error.code ?? ''];
  const problem = problemOf(
    uploading.has(socket) && !status ? refusal('size_mismatch') : unreadable(error),
    pickLanguage(undefined),
  );
  const told = status ?? 400;
  const body = JSON.stringify({ ...problem, status: told });
  socket.end(
    `HTTP/1.1 ${told} ${STATUS_CODES[told]}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `cache-control: no-store\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER).unref();
}

const unreadable = ({ message }: ReadError): Refusal & { fields: { path: string; message: string }[] } => ({
  ...refusal('input_invalid'),
  fields: [{ path: '', message }],
});
