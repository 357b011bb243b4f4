import { type Finding, finding } from '@kaitong/contract/checks';
import type { InspectedObject } from '../facts.ts';
import type { Timeline } from './join.ts';

/** Objects that end in the middle of a picture, the rest of which the one behind begins with: each is a finding at that picture. */
export function findCutPictures(segments: readonly InspectedObject[], { shifts }: Timeline): Finding[] {
  return segments.flatMap(({ object, inspection: { facts } }, at) => {
    const next = segments[at + 1];
    const packets = next?.object.n === object.n + 1 ? next.inspection.facts.beginsInside : undefined;
    if (packets === undefined || !facts.video) return [];
    const { lastDts, offsets = [] } = facts.video;
    const shift = shifts.get(object.n);
    return finding('ts.pes_short', {
      ...{ object: object.n, kind: object.kind, measured: 1, offset: offsets.at(-1) ?? null },
      atMs: lastDts === null || shift === undefined ? null : Math.round(lastDts + shift),
      params: { why: 'cut', packets },
    });
  });
}
