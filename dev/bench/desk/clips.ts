import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from '../judge/corpus/encode.ts';
import { avc, hevc, type Make } from '../judge/corpus/makes.ts';

const CAMERA = {
  size: '1280x720',
  fps: 25,
  mux: 'mp4, fast start',
  sound: 'AAC 16 kHz',
  options: { b: '2M', maxrate: '2M', bufsize: '2M', bf: '0' },
} as const;

export const CLIPS_IN_FOLDER = 8;

export type Clips = Record<'empty' | 'short' | 'h264' | 'h265' | 'folder', string>;

/** What a firmware engineer has on the desk, as files below `folder`. */
export async function makeClips(folder: string): Promise<Clips> {
  const file = async (name: string, make: Make): Promise<string> => {
    const [made] = await encode(make.recipe);
    if (!made) throw new Error(`${name} was not encoded.`);
    return written(path.join(folder, name), made.bytes);
  };
  const short = await encode(avc('3 s', { ...CAMERA, seconds: 3 }).recipe);
  const clips = path.join(folder, 'clips');
  mkdirSync(clips);
  const bytes = short[0]?.bytes ?? Buffer.alloc(0);
  for (let n = 0; n < CLIPS_IN_FOLDER; n++) written(path.join(clips, `${n}.mp4`), bytes);
  return {
    empty: written(path.join(folder, 'empty.mp4'), Buffer.alloc(0)),
    short: written(path.join(folder, 'short.mp4'), bytes),
    h264: await file('h264.mp4', avc('10 s', { ...CAMERA, seconds: 10 })),
    h265: await file('h265.mp4', hevc('10 s', { ...CAMERA, seconds: 10 })),
    folder: clips,
  };
}

function written(file: string, bytes: Uint8Array): string {
  writeFileSync(file, bytes);
  return file;
}
