import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { MAX_OBJECT_BYTES } from '@kaitong/contract/checks';
import { CLIP_FILE, DeclaredClip, declarationOf, MAX_CLIP_FILE_BYTES } from './declared-clip.ts';

export type LocalFile = { name: string; bytes: Uint8Array };

export type LocalClip = {
  /** Of the folder or the first file. */
  name: string;
  files: LocalFile[];
  /** From the `clip.json` beside the files. */
  declared?: DeclaredClip | undefined;
  /** Some objects of a declared clip only: that others are missing says nothing about it. */
  partial: boolean;
};

/** Why local files cannot be judged; `path` is the one meant. */
export type LocalClipProblem =
  | 'not_found'
  | 'not_readable'
  | 'too_large'
  | 'empty_folder'
  | 'clip_file_invalid'
  | 'several_clips';

export class LocalClipError extends Error {
  override readonly name = 'LocalClipError';
  readonly code: LocalClipProblem;
  readonly path: string;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: LocalClipProblem, file: string, params: Readonly<Record<string, string | number>> = {}) {
    super(`${file}: ${code}`);
    this.code = code;
    this.path = file;
    this.params = params;
  }
}

/**
 * Reads files and folders that together are one clip. A folder is all that lies in it, by name (`2.ts` before `10.ts`);
 * where a `clip.json` lies beside the files, what it declares counts.
 *
 * @throws LocalClipError
 */
export async function readClip(paths: readonly string[]): Promise<LocalClip> {
  const found: { file: string; wholeFolder: boolean }[] = [];
  for (const given of paths) {
    const { isFolder } = await look(given);
    if (isFolder) for (const file of await listFolder(given)) found.push({ file, wholeFolder: true });
    else if (path.basename(given) === CLIP_FILE)
      for (const file of await listFolder(path.dirname(given))) found.push({ file, wholeFolder: true });
    else found.push({ file: given, wholeFolder: false });
  }
  const [first = ''] = paths;
  const name = path.basename(path.basename(first) === CLIP_FILE ? path.dirname(first) : path.resolve(first));
  const folders = new Set(found.map(({ file }) => path.dirname(file)));
  const declared = await readDeclared(folders);
  if (!declared) return { name, files: await readAll(found.map(({ file }) => file)), partial: false };
  const [folder = '.'] = folders;
  const asked = new Set(found.map(({ file }) => path.basename(file)));
  const partial = found.some(({ wholeFolder }) => !wholeFolder);
  if (partial) for (const file of await neededBy(declared, folder, asked)) asked.add(file);
  const objects = [...asked].filter((file) => declarationOf(declared, file));
  if (objects.length === 0) throw new LocalClipError('empty_folder', folder);
  return { name, files: await readAll(objects.map((file) => path.join(folder, file))), declared, partial };
}

/**
 * The paths of each clip. Together they are one, but several folders are a clip each; with `each` every path is, and each
 * file or folder in a folder that is no clip itself.
 *
 * @throws LocalClipError
 */
export async function listClips(paths: readonly string[], { each }: { each: boolean }): Promise<string[][]> {
  const folders: boolean[] = [];
  for (const given of paths) folders.push((await look(given)).isFolder);
  if (each) return (await listEach(paths)).map((clip) => [clip]);
  return paths.length > 1 && folders.every(Boolean) ? paths.map((folder) => [folder]) : [[...paths]];
}

async function listEach(paths: readonly string[]): Promise<string[]> {
  const clips: string[] = [];
  for (const given of paths) {
    const { isFolder } = await look(given);
    if (!isFolder || (await isDeclared(given))) clips.push(given);
    else {
      const entries = await readdir(given, { withFileTypes: true });
      const inside = entries.filter((entry) =>
        entry.isDirectory() ? !entry.name.startsWith('.') : isClipFile(entry.name),
      );
      clips.push(...byName(inside.map((entry) => entry.name)).map((entry) => path.join(given, entry)));
    }
  }
  return clips;
}

async function readDeclared(folders: ReadonlySet<string>): Promise<DeclaredClip | undefined> {
  for (const folder of folders) {
    if (!(await isDeclared(folder))) continue;
    if (folders.size > 1) throw new LocalClipError('several_clips', folder);
    return await readClipFile(path.join(folder, CLIP_FILE));
  }
  return undefined;
}

async function isDeclared(folder: string): Promise<boolean> {
  try {
    return (await stat(path.join(folder, CLIP_FILE))).isFile();
  } catch {
    return false;
  }
}

async function readClipFile(file: string): Promise<DeclaredClip> {
  const { size } = await look(file);
  if (size > MAX_CLIP_FILE_BYTES) throw new LocalClipError('clip_file_invalid', file, { reason: `${size} bytes` });
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new LocalClipError('clip_file_invalid', file, { reason: 'JSON' });
  }
  const read = DeclaredClip.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new LocalClipError('clip_file_invalid', file, { reason: `${issue?.path.join('.')}: ${issue?.message}` });
}

/** A segment is judged with its init segment, as a player would load it. */
async function neededBy(clip: DeclaredClip, folder: string, asked: ReadonlySet<string>): Promise<string[]> {
  const all = (await listFolder(folder)).map((file) => path.basename(file));
  const hasSegment = [...asked].some((file) => declarationOf(clip, file)?.kind === 'segment');
  return hasSegment ? all.filter((file) => declarationOf(clip, file)?.kind === 'init') : [];
}

async function listFolder(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  const files = byName(names.filter(isClipFile));
  if (files.length === 0) throw new LocalClipError('empty_folder', folder);
  return files.map((name) => path.join(folder, name));
}

/** Playlists, notes and reports lie beside footage; everything else is judged, whatever it is called. */
const isClipFile = (name: string): boolean =>
  !name.startsWith('.') && !/\.(?:m3u8|mpd|json|txt|md|xml|log|html)$/i.test(name);

const byName = (names: string[]): string[] => names.sort(new Intl.Collator('en', { numeric: true }).compare);

async function readAll(files: readonly string[]): Promise<LocalFile[]> {
  const read: LocalFile[] = [];
  for (const file of files) {
    const { size } = await look(file);
    if (size > MAX_OBJECT_BYTES) throw new LocalClipError('too_large', file, { bytes: size, limit: MAX_OBJECT_BYTES });
    read.push({ name: path.basename(file), bytes: await readFile(file) });
  }
  return read;
}

async function look(file: string): Promise<{ size: number; isFolder: boolean }> {
  try {
    const found = await stat(file);
    if (!found.isFile() && !found.isDirectory()) throw new LocalClipError('not_readable', file, { reason: 'no file' });
    return { size: found.size, isFolder: found.isDirectory() };
  } catch (error) {
    if (error instanceof LocalClipError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new LocalClipError(code === 'ENOENT' ? 'not_found' : 'not_readable', file, { reason: code });
  }
}
