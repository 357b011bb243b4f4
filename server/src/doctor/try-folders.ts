import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.ts';
import { type DiskSpace, leastFreeOf, measureDisk } from '../objects/free-space.ts';
import { type Finding, found, reasonOf } from './findings.ts';

export type MeasureDisk = (folder: string) => Promise<DiskSpace>;

const GB = 2 ** 30;
/** Below so many times of what uploads stop at, somebody should look. */
const LITTLE = 2;

export async function* tryFolders(config: Config, measure: MeasureDisk = measureDisk): AsyncGenerator<Finding> {
  const { dataFolder, keyPlaces } = config;
  const folders = [dataFolder, keyPlaces.first, keyPlaces.second].filter((where) => typeof where === 'string');
  for (const folder of folders) yield await tryFolder(folder);
  yield* lookAtSpace(config, measure);
}

async function tryFolder(folder: string): Promise<Finding> {
  const file = path.join(folder, `.doctor-${randomUUID()}`);
  const said = randomUUID();
  try {
    await writeFile(file, said, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? found('folder_not_yet', { folder })
      : found('folder_refuses', { folder, reason: `${reasonOf(error)}.` });
  }
  try {
    const second = await writeFile(file, 'other', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => error.code);
    if (second !== 'EEXIST')
      return found('folder_refuses', { folder, reason: 'a file that is there can be made again.' });
    const read = await readFile(file, 'utf8');
    return read === said
      ? found('folder_keeps', { folder })
      : found('folder_refuses', { folder, reason: 'other bytes came back.' });
  } catch (error) {
    return found('folder_refuses', { folder, reason: `${reasonOf(error)}.` });
  } finally {
    await rm(file, { force: true });
  }
}

async function* lookAtSpace(config: Config, measure: MeasureDisk): AsyncGenerator<Finding> {
  const { dataFolder: folder } = config;
  const space = await measure(folder).catch(() => undefined); // a folder that is not there was told already
  if (!space) return;
  const least = config.leastFreeBytes ?? leastFreeOf(space.total);
  const params = { folder, free: inGb(space.free), least: inGb(least) };
  if (space.free < least) yield found('space_full', params);
  else yield found(space.free < least * LITTLE ? 'space_little' : 'space_enough', params);
}

const inGb = (bytes: number): string => (bytes / GB).toFixed(1);
