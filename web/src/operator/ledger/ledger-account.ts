/** The accounts of the books, in the order of a balance: what we have, what we owe, what came in, what it cost. */
export const ACCOUNT_KINDS = [
  'clearing',
  'bank',
  'unapplied',
  'accrued',
  'due',
  'revenue',
  'refunds',
  'share',
  'fees',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** `due:ac…` → due, of that maker; `bank` → bank, of nobody. `undefined`: a kind that these pages do not know. */
export function splitAccount(account: string): { kind: AccountKind | undefined; of: string | null } {
  const [name, of = null] = account.split(':');
  return { kind: ACCOUNT_KINDS.find((kind) => kind === name), of };
}

/** Of these there is one for each maker. */
export const isMakers = (kind: AccountKind | undefined): boolean => kind === 'accrued' || kind === 'due';
