import { milliseconds } from '@kaitong/contract';
import type { SignIn, SignInRequest } from '../sign-in/sign-in.ts';
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
    'signInWithLink',
  ],
  cameras: ['pairDevice', 'getChallenge', 'getToken'],
} as const satisfies Record<string, readonly string[]>;

/** `known`: those who sign in at a browser that is known to the account. */
const KINDS = ['people', 'known', 'cameras'] as const;
type Kind = (typeof KINDS)[number];

const RULES: Record<Kind, ShareRule> = {
  // Twice what one process hashes in the 2 s that anybody waits, and calls that are refused on the way there.
  people: {
    all: { atOnce: 64, often: { burst: 400, every: milliseconds(5) } },
    each: { atOnce: 16, often: { burst: 100, every: milliseconds(20) } },
  },
  known: { all: { atOnce: 64 }, each: { atOnce: 16 } },
  // Many of a street may come from behind one address.
  cameras: { all: { atOnce: 64 }, each: { atOnce: 32 } },
};

/** By the name of an operation; `undefined`: it is bounded by who calls it. `body` is as the contract has it. */
export type Shares = (operation: string, request: SignInRequest, body: unknown) => Share | undefined;

/** The shares of one process, for all planes in it together. */
export type OpenShares = (signIn: Pick<SignIn, 'knows'>) => Shares;

export function openShares(rules: Record<Kind, ShareRule> = RULES): OpenShares {
  const shares = new Map(KINDS.map((kind) => [kind, new Share(rules[kind])]));
  const kindOf = (operation: string): Kind | undefined =>
    (['people', 'cameras'] as const).find((kind) => (SHARED[kind] as readonly string[]).includes(operation));
  return (signIn) => (operation, request, body) => {
    const kind = kindOf(operation);
    const { login } = (body ?? {}) as { login?: string };
    const isKnown = operation === 'signIn' && login !== undefined && signIn.knows(request, login);
    return kind && shares.get(isKnown ? 'known' : kind);
  };
}
