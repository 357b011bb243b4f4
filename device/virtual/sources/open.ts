import { type DrawnOptions, openDrawnSource } from './drawn.ts';
import { openFileSource } from './file.ts';
import { openLiveSource } from './live.ts';
import type { OpenedSource, Source } from './source.ts';

/**
 * Where the picture comes from: drawn, a video file that is shown again and again, a live address, or what somebody has opened
 * and goes on to hold.
 */
export type SourceChoice =
  | { kind: 'drawn' }
  | { kind: 'file'; path: string }
  | { kind: 'live'; url: string }
  | { kind: 'opened'; source: Source };

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
    case 'opened':
      return { ok: true, source: choice.source };
  }
}
