import { readFileSync } from 'node:fs';

/** Nothing was wrong with what was asked for: this process, or the machine, has no file descriptor left. */
export const isOutOfFiles = (error: unknown): boolean =>
  ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

/** How many connections of a kind a process serves at once. */
export type Places = {
  http: number;
  mqtt: number;
  /** Where units show certificates. */
  certificates: number;
};

/** More lines would take a process's memory, and more connections of HTTP than that those cameras have no use for. */
const MOST: Places = { http: 10_000, mqtt: 20_000, certificates: 1000 };
/** So many there are however few files there may be. */
const LEAST: Places = { http: 32, mqtt: 32, certificates: 16 };
/** What a process may have open beside them: sessions with the database, judges, keys, impostors, work in the background. */
const RESERVED = 450;
/** Behind a connection of HTTP there is an object that is read or written. */
const FILES_PER_HTTP = 2;
/** Of what is left beside the reserve. */
const SHARE: Places = { http: 0.45, mqtt: 0.45, certificates: 0.1 };

/** With fewer somebody who starts it should know. */
export const FEW_FILES = 4096;
/** With so many a process serves all that it may. */
export const ENOUGH_FILES =
  RESERVED + Math.ceil(Math.max((MOST.http * FILES_PER_HTTP) / SHARE.http, MOST.mqtt / SHARE.mqtt));

export function sharePlaces(limit: number): Places {
  const rest = Math.max(0, limit - RESERVED);
  const placesOf = (kind: keyof Places, files = 1): number =>
    Math.max(LEAST[kind], Math.min(MOST[kind], Math.floor((rest * SHARE[kind]) / files)));
  return { http: placesOf('http', FILES_PER_HTTP), mqtt: placesOf('mqtt'), certificates: placesOf('certificates') };
}

/** How many files this process may have open. Node has raised that at its start as far as the system lets it. */
export function findOpenFilesLimit(): number {
  try {
    const [, limit] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return askReport(); // where there is no /proc
  }
}

function askReport(): number {
  Object.assign(process.report, { excludeNetwork: true }); // it would look addresses up
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  return Number(userLimits?.open_files?.soft) || Number.POSITIVE_INFINITY;
}
