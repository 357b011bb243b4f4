import { type DrawnOptions, openDrawnSource } from './drawn.ts';
import { openFileSource } from './file.ts';
import { openLiveSource } from './live.ts';
import type { OpenedSource } from './source.ts';

/** Where the picture comes from: drawn, a video file that is shown again and again, or a live address. */
export type SourceChoice = { kind: 'drawn' } | { kind: 'file'; path: string } | { kind: 'live'; url: string };

const NOTHING_ENCODES = 'Nothing here can encode video: npm has no node-av for this platform, and there is no ffmpeg.';

export async function openSource(choice: SourceChoice, options: DrawnOptions): Promise<OpenedSource> {
  switch (choice.kind) {
    case 'drawn': {
      const source = await openDrawnSource(options);
      return source ? { ok: true, source } : { ok: false, reason: NOTHING_ENCODES };
    }
    case 'file':
      return openFileSource(choice.path, options);
    case 'live':
      return openLiveSource(choice.url, options);
  }
}
