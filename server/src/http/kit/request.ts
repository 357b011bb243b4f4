import { type Language, pickLanguage } from '@kaitong/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback } from '../../settings.ts';
import { shownFrom, shownOn } from './shown-certificates.ts';

/** What a handler may know of the request beside its input, and the one thing it may add to the answer. */
export type CallRequest = {
  /** Stands in the log and in the answer's `x-request-id`. */
  id: string;
  method: string;
  /** The pattern of its path, as the contract writes it. */
  route: string;
  /** As it came, with its query. */
  path: string;
  /** From the socket, or from a trusted proxy; never taken from the caller. */
  ip: string;
  /** A program of this machine sent it for itself: its own socket says so, and no proxy speaks for somebody else. */
  isFromHere: boolean;
  language: Language;
  /** Certificates that the caller showed on this line, his own first; only where he was asked for one. */
  shown: readonly Uint8Array[];
  /** Lower-case names. */
  header(name: string): string | undefined;
  /** Adds `Set-Cookie` lines to the answer as they are. */
  setCookies(lines: readonly string[]): void;
};

export function callRequestOf(request: FastifyRequest, reply: FastifyReply): CallRequest {
  return {
    id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? '',
    path: request.originalUrl,
    ip: shownFrom(request.raw) ?? request.ip,
    isFromHere: isFromHere(request.raw.socket.remoteAddress, request.headers),
    shown: shownOn(request.raw),
    language: pickLanguage(request.headers['accept-language']),
    header(name) {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    setCookies(lines) {
      for (const line of lines) reply.header('set-cookie', line); // fastify keeps several of these apart
    },
  };
}

/** What proxies add for whom they speak for, each its own; none is believed here, they only say that there is a proxy. */
const OF_PROXIES =
  /^(forwarded|via|x-forwarded(-.+)?|x-real-ip|x-client-.+|x-original-.+|cf-connecting-ip|true-client-ip)$/;

/** @param peer of the socket itself */
export const isFromHere = (peer: string | undefined, headers: Readonly<Record<string, unknown>>): boolean =>
  peer !== undefined &&
  isLoopback(peer.replace(/^::ffff:/i, '')) &&
  !Object.keys(headers).some((name) => OF_PROXIES.test(name));
