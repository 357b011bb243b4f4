import type { Finding } from '@kaitong/contract/checks';
import { clipTimeOf, segmentsOf } from '@kaitong/media';
import type { JudgedObject } from '../clip-evidence.ts';

/** So many pictures may come later than their packets: what a line of a program beside us is late by. */
const MOST_HELD = 16;

/**
 * FFmpeg's own line beside what says that pictures are missing, or garbled for want of them. A line by itself makes no finding:
 * streams that begin with an open group or a recovery point have such lines and play.
 */
export const withMissingLines = (findings: readonly Finding[], objects: readonly JudgedObject[]): Finding[] =>
  findings.map((found) => {
    const line = found.params.log === undefined ? lineOf(found, objects) : undefined;
    return line === undefined ? found : { ...found, params: { ...found.params, log: line } };
  });

function lineOf(found: Finding, objects: readonly JudgedObject[]): string | undefined {
  if (found.code === 'video.lost_pictures') return ofLoss(found, objects);
  return found.code === 'picture.corrupt' && found.atMs !== null ? atTime(found.atMs, objects) : undefined;
}

function ofLoss({ object: n, frame }: Finding, objects: readonly JudgedObject[]): string | undefined {
  let before = 0;
  for (const judged of segmentsOf(objects)) {
    if (judged.object.n === n) return lineFrom(judged, (frame ?? before) - before);
    before += judged.inspection.facts.video?.frames ?? 0;
  }
  return undefined;
}

/** Pictures are shown later than they are decoded. */
function atTime(atMs: number, objects: readonly JudgedObject[]): string | undefined {
  const shown = segmentsOf(objects).findLast(({ object }) => (clipTimeOf(objects, object.n, 0) ?? 0) <= atMs);
  const { dts = [], firstDts = null } = shown?.inspection.facts.video ?? {};
  if (!shown || firstDts === null) return undefined;
  const own = atMs - (clipTimeOf(objects, shown.object.n, 0) ?? 0);
  return lineFrom(shown, dts.findLastIndex((time) => time !== null && time - firstDts <= own) - MOST_HELD);
}

function lineFrom({ decoded }: JudgedObject, picture: number): string | undefined {
  if (decoded?.is !== 'report') return undefined;
  const { engine, logs } = decoded.report;
  const from = engine === 'ffmpeg' ? picture - MOST_HELD : picture;
  return logs.missing?.find(({ packet }) => packet >= from)?.line;
}
