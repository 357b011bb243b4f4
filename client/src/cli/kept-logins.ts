import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** An API key of this terminal, as `kaitong login` got it. */
export type KeptLogin = { key: string; login: string; account: string; expiresAt: string };

/** `current`: the server that commands talk to where KAITONG_URL names none. */
export type KeptLogins = { current: string | undefined; servers: Record<string, KeptLogin> };

/** `undefined`: there is no home to keep anything in. */
export function loginsFile({ XDG_CONFIG_HOME, HOME }: Environment): string | undefined {
  const folder = XDG_CONFIG_HOME || (HOME && path.join(HOME, '.config'));
  return folder ? path.join(folder, 'kaitong', 'logins.json') : undefined;
}

/** None, where there is no file or somebody made something else of it. */
export function readLogins(environment: Environment): KeptLogins {
  const file = loginsFile(environment);
  if (file === undefined) return { current: undefined, servers: {} };
  try {
    const { current, servers } = JSON.parse(readFileSync(file, 'utf8')) as Partial<KeptLogins>;
    const kept = Object.entries(servers ?? {}).filter(([, one]) => typeof one?.key === 'string');
    return { current: typeof current === 'string' ? current : undefined, servers: Object.fromEntries(kept) };
  } catch {
    return { current: undefined, servers: {} };
  }
}

/** For nobody's eyes but its owner's, and whole or not at all. */
export function writeLogins(file: string, logins: KeptLogins): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
