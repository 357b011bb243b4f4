/** The store of objects answers something that no request of ours should get, or nothing at all. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly status: number | undefined;
  /** Its own word, like `AccessDenied`. */
  readonly code: string | undefined;
  constructor(
    message: string,
    { status, code, cause }: { status?: number; code?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause });
    this.status = status;
    this.code = code;
  }
}
