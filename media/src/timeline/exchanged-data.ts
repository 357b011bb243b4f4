import { type Finding, finding } from '@kaitong/contract/checks';
import type { InspectedObject, ObjectFacts } from '../facts.ts';

type WithData = { at: InspectedObject; data: NonNullable<ObjectFacts['fragmentData']> };

/**
 * `mp4.data_length`: a segment whose fragment headers describe other data than are in it, which are those of another segment.
 * Lengths of many thousand bytes tell; and only where the segment itself shows that its pictures are not where they should be.
 */
export function findExchangedData(segments: readonly InspectedObject[]): Finding[] {
  const all = segments.flatMap((at): WithData[] => {
    const { fragmentData: data } = at.inspection.facts;
    return data && data.held > 0 ? [{ at, data }] : [];
  });
  return all.flatMap((one) => {
    const { at, data } = one;
    if (data.held === data.described || !isSpoilt(at)) return [];
    const others = all.filter((other) => other !== one);
    const right = others.find((other) => other.data.held === data.described);
    const twin = others.find((other) => other.data.held === data.held);
    const other = right ?? twin;
    if (!other) return [];
    return finding('mp4.data_length', {
      ...{ object: at.object.n, kind: at.object.kind, offset: data.offset },
      ...{ measured: data.described, limit: data.held },
      params: { why: right ? 'exchanged' : 'again', other: other.at.object.n },
    });
  });
}

const isSpoilt = ({ inspection }: InspectedObject): boolean =>
  inspection.findings.some(({ code }) => code === 'video.nal' || code === 'mp4.samples_missing');
