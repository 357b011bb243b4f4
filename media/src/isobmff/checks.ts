import type { Container, ObjectKind } from '@kaitong/contract/checks';
import type { FindingList } from '../finding-list.ts';
import { MAX_BOXES } from './boxes.ts';
import type { IsoReading } from './reader.ts';

/** What the boxes of an MP4 object show; its pictures are checked by `timeline/`. */
export function checkIsobmff(
  reading: IsoReading,
  expected: { container: Container; kind: ObjectKind },
  findings: FindingList,
): void {
  checkBoxes(reading, findings);
  const hasFragments = reading.fragmentCount > 0;
  if (!reading.init) {
    findings.add('mp4.no_moov', { measured: hasFragments ? 'no_init' : 'not_finalised' });
    return;
  }
  if (reading.bomb) {
    const { box, declared, possible } = reading.bomb;
    findings.add('mp4.bomb', { measured: declared, limit: possible, params: { box } });
  }
  const isEmpty = reading.fragmented && !reading.video?.frames.length;
  if (expected.kind === 'segment' && !hasFragments && (isEmpty || expected.container === 'fmp4'))
    findings.add('mp4.no_fragments', { measured: 'none' });
  if (expected.kind === 'init' && !reading.hasMovie) findings.add('mp4.no_moov', { measured: 'no_init' });
  if (reading.samplesMissing.count > 0)
    findings.add('mp4.samples_missing', {
      measured: reading.samplesMissing.count,
      offset: reading.samplesMissing.offset,
    });
  const jump = reading.sequenceBreaks[0];
  if (jump) findings.add('mp4.sequence', { measured: jump.to, limit: jump.from + 1, offset: jump.offset });
  if (reading.untimedFragments > 0) findings.add('mp4.tfdt', { measured: reading.untimedFragments });
  if (!reading.fragmented && reading.movieAfterData) findings.add('mp4.moov_at_end');
  if (!reading.hasMovie) return;
  if (reading.videoTrack?.sampleEntry === 'hev1') findings.add('mp4.hev1', { measured: 'hev1' });
  const audio = reading.audio?.track;
  if (audio && audio.codec !== 'aac') findings.add('audio.codec', { measured: audio.codec });
}

function checkBoxes(reading: IsoReading, findings: FindingList): void {
  for (const problem of reading.problems) {
    switch (problem.is) {
      case 'truncated':
        findings.add('mp4.truncated', {
          measured: problem.missing,
          offset: problem.offset,
          params: { box: problem.type || '?' },
        });
        break;
      case 'invalid':
        findings.add('obj.damaged', { measured: 'box', offset: problem.offset });
        break;
      case 'too-many':
        findings.add('mp4.bomb', {
          measured: MAX_BOXES,
          limit: MAX_BOXES,
          offset: problem.offset,
          params: { box: '*' },
        });
        break;
      default:
        problem satisfies never;
    }
  }
}
