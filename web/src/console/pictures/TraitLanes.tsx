import { type Finding, type PictureSecond, traitText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import { across } from './across.ts';
import styles from './PictureStrip.module.css';
import { lanesOf } from './picture-strip.ts';
import { StripRow } from './StripRow.tsx';

type Props = { seconds: readonly PictureSecond[]; findings: readonly Finding[] };

/** What is conspicuous and when: a line for each trait, as bad as its finding. */
export function TraitLanes({ seconds, findings }: Props) {
  const t = useText();
  const [language] = useLanguage();
  return lanesOf(seconds, findings).map(({ trait, spans, severity }) => {
    const name = traitText(trait, language);
    const when = spans.map(({ from, to }) => `${from}–${to}`).join(t('pictures.list'));
    return (
      <StripRow key={trait} label={name}>
        <div className={styles.lane} role="img" aria-label={t('pictures.when', { name, when })}>
          {spans.map((span) => (
            <span key={span.from} className={styles[severity ?? 'calm']} style={across(span, seconds.length)} />
          ))}
        </div>
      </StripRow>
    );
  });
}
