import path from 'node:path';

/** The command line is wrong: one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Arguments = {
  demo: boolean;
  /** A backup to begin with, absolute. */
  restore: string | undefined;
  /** Who lost the password of their console, the operator for one: the start tells a link that sets it. */
  resetLink: string | undefined;
};

/**
 * What `npm start -- …` was asked for. A restored platform is somebody's own: the demonstration stays out of it.
 *
 * @throws UsageError
 */
export function readArguments(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  let demo = true;
  let restore: string | undefined;
  let resetLink: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--no-demo') demo = false;
    else if (arg === '--restore') {
      const file = rest.shift();
      if (file === undefined) throw new UsageError('--restore needs the file of a backup: npm start -- --restore FILE');
      // npm runs this in the repository's folder, and says here where it was called.
      restore = path.resolve(environment.INIT_CWD ?? '.', file);
      demo = false;
    } else if (arg === '--reset-link') {
      resetLink = rest.shift();
      if (resetLink === undefined)
        throw new UsageError('--reset-link needs a login: npm start -- --reset-link operator@example.com');
    } else throw new UsageError(`${arg} is unknown; there are --no-demo, --restore FILE and --reset-link LOGIN.`);
  }
  return { demo, restore, resetLink };
}
