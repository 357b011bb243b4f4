import { checks } from '@kaitong/contract/checks';
import type { InspectedObject } from '../facts.ts';
import type { FindingList } from '../finding-list.ts';
import { findLowLevel } from './level.ts';

/**
 * What the SPS says that a decoder needs, against what the stream takes: a level that is too low (`video.level`), more
 * pictures held back than any stream uses (`video.reorder`). Once for the clip, at the first segment. `fps`: null where
 * time is wrong or too short to tell.
 */
export function checkDecoderNeeds(
  segments: readonly InspectedObject[],
  fps: number | null,
  findings: FindingList,
): void {
  for (const { object, inspection } of segments) {
    const { video } = inspection.facts;
    if (!video?.format || inspection.findings.some(({ code }) => code === 'video.dims')) continue;
    const { format, codec } = video;
    const place = { object: object.n, kind: object.kind };
    const low = findLowLevel(codec, format, fps);
    if (low)
      findings.add('video.level', { measured: low.needed, limit: low.said, params: { cause: low.cause }, ...place });
    if ((format.reorder ?? 0) > checks['video.reorder'].limit)
      findings.add('video.reorder', { measured: format.reorder, ...place });
  }
}
