/** A setting or an argument is wrong: one sentence for whoever ran the command. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
