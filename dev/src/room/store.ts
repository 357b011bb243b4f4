import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Credentials, openFolderSpool, type Spool, type Storage } from '@kaitong/device';

/** A room has many cameras and one disk. */
const CARD_BYTES = 128 * 1024 * 1024;

/** One unit's flash: its credentials and small values, in files that only the room's user can read. */
export class UnitStore implements Storage {
  readonly #folder: string;

  constructor(folder: string, uuid: string) {
    this.#folder = path.join(folder, uuid);
  }

  async findCredentials(): Promise<Credentials | undefined> {
    const text = await this.get('credentials');
    return text === undefined ? undefined : Credentials.parse(JSON.parse(text));
  }

  async keepCredentials(credentials: Credentials): Promise<void> {
    await this.set('credentials', JSON.stringify(credentials, null, 2));
  }

  /** The unit's card, where footage waits for the uplink. */
  openSpool(): Promise<Spool> {
    return openFolderSpool(path.join(this.#folder, 'footage'), CARD_BYTES);
  }

  /** What a unit does when its owner removed it: everything about the pairing goes. */
  async forget(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async remove(key: string): Promise<void> {
    await rm(this.#file(key), { force: true });
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return await readFile(this.#file(key), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async set(key: string, value: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // Complete or not there: power may fail at any time, for a virtual camera too.
    await writeFile(`${this.#file(key)}.new`, value, { mode: 0o600 });
    await rename(`${this.#file(key)}.new`, this.#file(key));
  }

  #file(key: string): string {
    return path.join(this.#folder, key);
  }
}
