import { type Clock, systemClock } from '../clock.ts';
import { type Config, ConfigError, type Environment, readConfig } from '../config.ts';
import { type Finding, found } from './findings.ts';
import { tryBucket } from './try-bucket.ts';
import { tryDatabase } from './try-database.ts';
import { type MeasureDisk, tryFolders } from './try-folders.ts';
import { tryKeyBucket } from './try-key-bucket.ts';
import { tryLines } from './try-lines.ts';
import { tryPlanes } from './try-planes.ts';

export type ExamineOptions = { clock?: Clock; measureDisk?: MeasureDisk };

/** What a server with these settings would meet, one finding after the other. Nothing of what is tried stays. */
export async function* examine(
  config: Config,
  { clock = systemClock, measureDisk }: ExamineOptions = {},
): AsyncGenerator<Finding> {
  yield found('settings_read');
  yield* tryFolders(config, measureDisk);
  yield* tryDatabase(config, clock);
  if (config.bucket) yield* tryBucket(config.bucket, clock);
  if (typeof config.keyPlaces.second !== 'string') yield* tryKeyBucket(config.keyPlaces.second);
  yield* tryLines(config, clock);
  yield* tryPlanes(config, clock);
}

/** The settings, or a finding for each that is wrong. */
export function readOrFind(environment: Environment): Config | Finding[] {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((reason) => found('settings_wrong', { reason }));
  }
}

/** Of a URL; those of databases may lack a host, which `URL` does not take. */
const PASSWORDS = [/:\/\/[^/@]*?:(.*)@/, /[?&]password=([^&]*)/];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a password with a % of its own
  }
}

/** What must stand in no line, whatever an engine says of what it was asked. */
export function secretsOf({ databaseUrl, bucket, planeSecret, planeKeys, mail }: Config): string[] {
  const inUrls = [databaseUrl, mail?.url].flatMap((url = '') =>
    PASSWORDS.flatMap((place) => {
      const [, password = ''] = place.exec(url) ?? [];
      return [password, decode(password)];
    }),
  );
  const all = [...inUrls, bucket?.credentials.secretKey, planeSecret, planeKeys?.own.trim()];
  return all.filter((secret): secret is string => secret !== undefined && secret !== '');
}
