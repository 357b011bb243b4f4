import { type CheckCode, checks, type Finding, finding } from '@kaitong/contract/checks';
import type { JudgedObject } from '../clip-evidence.ts';
import { likeness } from '../snapshot/likeness.ts';

/** The same scene correlates above 0.9, even through another lens correction; unrelated ones rarely above 0.5. */
const LEAST_LIKENESS = 0.6;

/** What decoding the snapshots shows, beside what level 1 has said about each already. */
export function checkSnapshots(objects: readonly JudgedObject[]): Finding[] {
  const frames = objects.flatMap(({ decoded }) =>
    decoded?.is === 'report' ? decoded.report.pictures.thumbnails.map(({ luma }) => Buffer.from(luma, 'hex')) : [],
  );
  const found: Finding[] = [];
  for (const { object, inspection, picture } of objects) {
    if (object.kind !== 'snapshot' || picture === null) continue;
    const add = (code: CheckCode, known: Partial<Finding>): void => {
      if (inspection.findings.some((f) => f.code === code)) return;
      found.push(finding(code, { object: object.n, kind: object.kind, ...known }));
    };
    if (picture.is === 'limit') {
      add('snap.decode', { measured: picture.reason, params: { by: 'limit' } });
      continue;
    }
    const { report } = picture;
    switch (report.is) {
      case 'undecodable':
        add('snap.decode', { measured: report.reason });
        break;
      case 'too-large': {
        const { width, height } = report;
        add('snap.dims', { measured: width * height, limit: checks['snap.dims'].limit, params: { width, height } });
        break;
      }
      case 'picture': {
        const best = bestLikeness(Buffer.from(report.luma, 'hex'), frames);
        if (best !== null && best < LEAST_LIKENESS)
          add('snap.match', { measured: Math.round(best * 100) / 100, limit: LEAST_LIKENESS });
      }
    }
  }
  return found;
}

const bestLikeness = (snapshot: Uint8Array, frames: readonly Uint8Array[]): number | null =>
  frames.length === 0 ? null : Math.max(...frames.map((frame) => likeness(snapshot, frame)));
