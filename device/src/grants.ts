import type { Command } from '@kaitong/contract';
import type { Clock } from './ports.ts';

/** A time-boxed permission to upload one event for a verification. */
export type Grant = {
  nonce: string;
  maxFootageMs: number;
  /** On the device's monotonic clock. */
  endsAt: number;
  /** An event was opened under it; it takes no other. */
  used: boolean;
  /** Fires when the platform revokes the grant or a newer one takes its place. */
  ended: AbortSignal;
};

export type Grants = {
  /** `undefined`: it is the one that is there already, perhaps with a later end. */
  take(command: Command<'grant'>, offset: number): Grant | undefined;
  revoke(nonce: string): void;
  /** The grant that permits an upload now. */
  find(): Grant | undefined;
};

export function keepGrants(clock: Clock): Grants {
  let current: { grant: Grant; end: AbortController } | undefined;
  return {
    take(command, offset) {
      const left = Date.parse(command.expiresAt) - (clock.wall() + offset);
      const endsAt = clock.monotonic() + left;
      // The same grant may come again under another message id, with a later end; an upload that runs under it goes on.
      if (current?.grant.nonce === command.nonce) {
        current.grant.endsAt = Math.max(current.grant.endsAt, endsAt);
        return undefined;
      }
      current?.end.abort();
      const end = new AbortController();
      const { nonce, maxFootageMs } = command;
      current = {
        grant: { nonce, maxFootageMs, endsAt, used: false, ended: end.signal },
        end,
      };
      return current.grant;
    },
    revoke(nonce) {
      if (current?.grant.nonce !== nonce) return;
      current.end.abort();
      current = undefined;
    },
    find: () => (current !== undefined && clock.monotonic() < current.grant.endsAt ? current.grant : undefined),
  };
}
