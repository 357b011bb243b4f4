/** Why the database cannot be used. Each comes with one sentence for the operator in `message`. */
export type DatabaseProblem =
  | 'binaries_missing'
  | 'binaries_unusable'
  | 'folder_in_use'
  | 'wrong_major'
  | 'disk_full'
  | 'start_failed'
  | 'unreachable'
  /** A commit was sent, and nobody can say that it stays: it may be there or not, and was not acknowledged. */
  | 'unsure'
  /** It takes no writes: a standby, or one that is kept read-only. */
  | 'read_only'
  | 'login_refused'
  | 'too_old'
  | 'sessions_shared'
  | 'schema_newer';

/** The database is out of reach for a reason that the operator can act on: no stack trace is needed to explain it. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
  readonly code: DatabaseProblem;

  constructor(code: DatabaseProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
