import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultKeyFile, openLocalDisk, openMasterKey, systemClock } from '@kaitong/server/testing';

const BYTES = 1_000_000;
/** Between two: cameras do not wait for each other, and the disk is not to be the whole of what is measured. */
const PAUSE_MS = 20;

export type Putting = {
  /** Puts objects one after the other until `signal` aborts. @returns milliseconds of each */
  putUntil(signal: AbortSignal): Promise<number[]>;
  close(): Promise<void>;
};

/** Objects of a camera, by targets that are signed as the server on this folder signs them. */
export async function openPutting(dataFolder: string, url: string): Promise<Putting> {
  const keys = openMasterKey(defaultKeyFile(dataFolder), { mayCreate: false });
  const disk = await openLocalDisk({
    folder: path.join(dataFolder, 'objects', 'cn'),
    baseUrl: `${url}/cn/objects`,
    secrets: keys.derive('object targets cn'),
    clock: systemClock,
    onError: (error) => {
      throw error;
    },
  });
  let objects = 0;

  async function putOne(): Promise<number> {
    const bytes = randomBytes(BYTES);
    const hash = (name: string): string => createHash(name).update(bytes).digest('hex');
    const target = await disk.presignPut(`bench/${++objects}`, {
      bytes: BYTES,
      md5: hash('md5'),
      sha256: hash('sha256'),
      contentType: 'application/octet-stream',
      expiresAt: new Date(Date.now() + 60_000),
    });
    const { 'content-length': _, ...headers } = target.headers;
    const began = performance.now();
    const response = await fetch(target.url, { method: 'PUT', headers, body: bytes });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`a PUT was answered with ${response.status}`);
    return performance.now() - began;
  }

  return {
    async putUntil(signal) {
      const times: number[] = [];
      while (!signal.aborted) {
        times.push(await putOne());
        await sleep(PAUSE_MS);
      }
      return times;
    },
    close: () => disk.close(),
  };
}
