import { foldFindings } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, judge, upload } from '../../fixtures/clip.ts';
import { framesOf, muxTs } from '../../fixtures/mux.ts';

/** Two segments; the second begins with so many of the last pictures of the first. */
function cutAt(name: string, codec: 'h264' | 'h265', again: number): Clip {
  const pictures = framesOf(name);
  const cut = 24;
  const clip = clipOf({ ...goodClips['MPEG-TS in two segments'], codec });
  const made = [pictures.slice(0, cut), pictures.slice(cut - again)].map((frames) =>
    muxTs(frames, { streamType: codec === 'h264' ? 0x1b : 0x24 }),
  );
  return { ...clip, uploads: made.map((bytes, n) => upload(bytes, n, 'segment', n === 0 ? 2000 : 1000)) };
}

test.each([
  ['h264-no-audio.mpegts', 'h264'],
  ['h265-aac.mpegts', 'h265'],
] as const)('%s: a segment that begins with the last picture of the one before is told so, once', (name, codec) => {
  const headlines = (again: number) =>
    foldFindings(judge(cutAt(name, codec, again)).findings).filter((f) => !f.because);
  expect(headlines(0).map(({ code }) => code)).not.toContain('video.duplicate');
  const found = headlines(1).filter(({ code }) => code !== 'enc.none');
  expect(found).toMatchObject([{ code: 'video.duplicate', object: 1, measured: 1, params: { why: 'seam' } }]);
});
