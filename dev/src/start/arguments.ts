import path from 'node:path';

const KNOWN = '--no-demo, --restore FILE, --reset-link LOGIN and, with it, --without-second-factor';

/** The command line is wrong: one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type Arguments = {
  demo: boolean;
  /** A backup to begin with, absolute. */
  restore: string | undefined;
  /** Who lost the password of their console, the operator for one: the start tells a link that sets it. */
  resetLink: AskedReset | undefined;
};

/** `withoutSecondFactor`: the telephone and the codes on paper are lost too. */
export type AskedReset = { login: string; withoutSecondFactor: boolean };

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
  let login: string | undefined;
  let withoutSecondFactor = false;
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
      login = rest.shift();
      if (login === undefined || login.startsWith('--'))
        throw new UsageError('--reset-link needs a login: npm start -- --reset-link operator@example.com');
    } else if (arg === '--without-second-factor') withoutSecondFactor = true;
    else throw new UsageError(`${arg} is unknown; there are ${KNOWN}.`);
  }
  if (withoutSecondFactor && login === undefined)
    throw new UsageError('--without-second-factor goes with --reset-link LOGIN.');
  return { demo, restore, resetLink: login === undefined ? undefined : { login, withoutSecondFactor } };
}
