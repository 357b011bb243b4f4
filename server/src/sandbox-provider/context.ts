import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Notifications } from '../store/notifications.ts';
import type { SandboxTables } from '../store/sandbox/tables.ts';

/**
 * What the sandbox payment provider works with. It knows its merchant as another company would: by what they sign with, and
 * the addresses that the merchant names.
 */
export type SandboxContext = {
  db: Kysely<SandboxTables>;
  notifications: Notifications;
  clock: Clock;
  /** What merchant and sandbox sign with: the one in use, and older ones. */
  secrets: readonly [Uint8Array, ...Uint8Array[]];
  /** Where payers reach it; without a slash at the end. */
  url: string;
  log: Log;
};

export type SandboxTransaction = Transaction<SandboxTables>;
