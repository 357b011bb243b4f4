import { type DrawnOptions, openDrawnSource } from './drawn.ts';
import type { Source } from './source.ts';

/** Where the picture comes from: drawn, a video file that is shown again and again, or a live address. */
export type SourceChoice = { kind: 'drawn' } | { kind: 'file'; path: string } | { kind: 'live'; url: string };

export type OpenedSource = { ok: true; source: Source } | { ok: false; reason: string };

export async function openSource(choice: SourceChoice, options: DrawnOptions): Promise<OpenedSource> {
  switch (choice.kind) {
    case 'drawn': {
      const source = await openDrawnSource(options);
      return source ? { ok: true, source } : { ok: false, reason: 'node-av is not installed.' };
    }
    case 'file':
    case 'live':
      return { ok: false, reason: 'not yet' };
  }
}
