import type { Language } from '@kaitong/contract';
import { type Finding, findingText } from '@kaitong/contract/checks';
import type { Ref } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { PictureStrip } from '../pictures/PictureStrip.tsx';
import { placeAmong } from '../pictures/picture-strip.ts';
import { useText } from '../texts/index.ts';
import styles from './ClipStrips.module.css';
import { FrameStrip } from './FrameStrip.tsx';
import { placeInStrip } from './frame-strip.ts';
import { hasStrips } from './has-strips.ts';
import type { RunView } from './run-view.ts';

type Props = {
  run: RunView;
  findings: readonly Finding[];
  /** The places that are pointed at. */
  marked: readonly Finding[];
  ref?: Ref<HTMLDivElement>;
};

/** The clip from its beginning to its end: what its seconds show, and how large its frames are. */
export function ClipStrips({ run, findings, marked, ref }: Props) {
  const t = useText();
  const [language] = useLanguage();
  if (!hasStrips(run)) return null;
  const { pictures, objects } = run;
  const placed = marked.filter((finding) => placeAmong(finding, pictures) ?? placeInStrip(finding, objects));
  return (
    <div ref={ref} className={styles.strips} tabIndex={-1}>
      {placed.length > 0 && (
        <p className={styles.marked} role="status">
          {t('application.stripBad', { what: titlesOf(placed, language) })}
        </p>
      )}
      <PictureStrip seconds={pictures} findings={findings} marked={placed} />
      <FrameStrip objects={objects} marked={placed} />
    </div>
  );
}

/** A fault in several places has one name. */
const titlesOf = (findings: readonly Finding[], language: Language): string =>
  [...new Set(findings.map((finding) => findingText(finding, language).title))].join(' · ');
