import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { recordClip } from '../record-clip.ts';
import { cameraOptions, type RecordingOptions } from './recording-options.ts';

/** Writes each object as it would be uploaded, and the declarations. */
export async function recordToFolder(options: RecordingOptions & { out: string }): Promise<number> {
  const { declaration, objects, key } = await recordClip(cameraOptions(options));
  await mkdir(options.out, { recursive: true });
  for (const { declaration: object, bytes } of objects) {
    await writeFile(path.join(options.out, `${object.n}-${object.kind}.bin`), bytes);
  }
  const clip = { declaration, key: key?.toString('hex') ?? null, objects: objects.map((object) => object.declaration) };
  await writeFile(path.join(options.out, 'clip.json'), `${JSON.stringify(clip, null, 2)}\n`, { mode: 0o600 });
  const bytes = objects.reduce((total, object) => total + object.bytes.length, 0);
  process.stdout.write(`${objects.length} objects, ${bytes} bytes, in ${options.out}.\n`);
  return 0;
}
