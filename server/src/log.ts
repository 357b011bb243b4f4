import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';

export type Log = Logger;

/**
 * Paths whose values never reach a log. pino's wildcard covers exactly one level, so every name stands here for the top
 * level and for one and two levels below it.
 */
const SECRET_NAMES = [
  'apiKey',
  'authKey',
  'authorization',
  'cookie',
  'password',
  'proof',
  'secret',
  'setCookie',
  'token',
] as const;
const redact = SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

export type LogOptions = { level?: string; name?: string };

/** The program's log: one JSON object a line. `destination` is standard output unless a test listens. */
export function createLog({ level = 'info', name = 'kaitong' }: LogOptions, destination?: DestinationStream): Log {
  const options = { name, level, redact: { paths: redact, censor: '[redacted]' }, formatters: { log: tellErrors } };
  return destination ? pino(options, destination) : pino(options);
}

/** Under whatever name an error is logged. Redaction copies objects, and a copy of a `DOMException` throws when it is read. */
const tellErrors = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? stdSerializers.err(value) : value]),
  );

/** For tests and tools that say nothing. */
export const silentLog: Log = pino({ level: 'silent' });
