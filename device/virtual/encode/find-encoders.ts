import { openEncoder, type PictureEncoder } from './encoder.ts';
import type { VideoFormat } from './frames.ts';
import { loadNodeAv } from './node-av.ts';
import { hasFfmpeg, openPipedEncoder } from './piped-encoder.ts';

export type Encoders = { open(format: VideoFormat, groupFrames: number): Promise<PictureEncoder> };

/** What encodes here: node-av inside this process, else the system's `ffmpeg`, else nothing. */
export async function findEncoders(): Promise<Encoders | undefined> {
  const av = await loadNodeAv();
  if (av) return { open: (format, groupFrames) => openEncoder(av, format, groupFrames) };
  if (await hasFfmpeg()) return { open: openPipedEncoder };
  return undefined;
}
