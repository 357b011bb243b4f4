import { milliseconds } from '@kaitong/contract';
import { Share, type ShareRule } from './kit/share.ts';

/** People whom nobody knows yet, and cameras on their way back after a power cut: neither takes what the others need. */
export const SHARED = {
  people: [
    'register',
    'signIn',
    'setUp',
    'signUp',
    'requestPasswordReset',
    'resetPassword',
    'beginPasskeySignIn',
    'signInWithPasskey',
  ],
  cameras: ['pairDevice', 'getChallenge', 'getToken'],
} as const satisfies Record<string, readonly string[]>;

type Kind = keyof typeof SHARED;

const RULES: Record<Kind, ShareRule> = {
  // Twice what one process hashes in the 2 s that anybody waits, and calls that are refused on the way there.
  people: { atOnce: 64, often: { burst: 400, every: milliseconds(5) } },
  cameras: { atOnce: 64 },
};

/** By the name of an operation; `undefined`: it is bounded by who calls it. */
export type Shares = (operation: string) => Share | undefined;

/** The shares of one process, for all planes in it together. */
export function openShares(rules: Record<Kind, ShareRule> = RULES): Shares {
  const shares = new Map<string, Share>();
  for (const kind of ['people', 'cameras'] as const) {
    const share = new Share(rules[kind]);
    for (const operation of SHARED[kind]) shares.set(operation, share);
  }
  return (operation) => shares.get(operation);
}
