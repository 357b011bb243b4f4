import type { Language } from '@kaitong/contract';
import { type Finding, findingText } from '@kaitong/contract/checks';
import type { Ref } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { PictureStrip } from '../pictures/PictureStrip.tsx';
import { useText } from '../texts/index.ts';
import styles from './ClipStrips.module.css';
import { FrameStrip } from './FrameStrip.tsx';
import { hasStrips, isPlaced } from './has-strips.ts';
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
  const placed = marked.filter((finding) => isPlaced(finding, run));
  const isBad = placed.some(({ severity }) => severity === 'error');
  return (
    <div ref={ref} className={styles.strips} tabIndex={-1}>
      {placed.length > 0 && (
        <p className={isBad ? styles.error : styles.warning} role="status">
          {t('application.stripBad', { what: titlesOf(placed, language) })}
        </p>
      )}
      <PictureStrip seconds={pictures} findings={findings} marked={placed} />
      <FrameStrip objects={objects} marked={placed} lengthMs={pictures.length > 0 ? pictures.length * 1000 : null} />
    </div>
  );
}

/** A fault in several places has one name. */
const titlesOf = (findings: readonly Finding[], language: Language): string =>
  [...new Set(findings.map((finding) => findingText(finding, language).title))].join(' · ');
