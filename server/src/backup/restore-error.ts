/** Why a backup was not restored. Nothing of it was kept. */
export type RestoreProblem =
  | 'file_unreadable'
  | 'file_broken'
  | 'file_changed'
  | 'key_missing'
  | 'key_other'
  | 'release_differs'
  | 'region_not_played'
  | 'not_empty';

/** `message` is one sentence for the operator. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
  readonly code: RestoreProblem;

  constructor(code: RestoreProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
