import type { KeysState } from '@kaitong/contract';

export type KeysProblem = Exclude<KeysState, 'well'>;

/** Keys of footage, or what was deleted, cannot be read or written now: an outage, of which nothing is done by half. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  readonly problem: KeysProblem;

  constructor(problem: KeysProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** The keys cannot be used. `message` is for the operator. */
export class KeyStoreError extends Error {
  override readonly name = 'KeyStoreError';
}
