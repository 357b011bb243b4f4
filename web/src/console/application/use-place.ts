import type { Finding } from '@kaitong/contract/checks';
import { formatSeconds } from '../../ui/format.ts';
import { useText } from '../texts/index.ts';

/** Says where in the clip a finding is: "Segment 3 · at 1.9 s". Empty where it concerns the whole clip. */
export function usePlace(): (finding: Finding) => string {
  const t = useText();
  return ({ object, kind, atMs, offset }) => {
    const place: string[] = [];
    if (kind === 'init') place.push(t('finding.init'));
    else if (kind === 'snapshot') place.push(t('finding.snapshot'));
    else if (object !== null) place.push(t('finding.segment', { n: object }));
    if (atMs !== null) place.push(t('finding.at', { seconds: formatSeconds(atMs) }));
    else if (offset !== null) place.push(t('finding.offset', { bytes: offset }));
    return place.join(' · ');
  };
}
