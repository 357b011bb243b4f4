import { checks, type PictureSecond, traitText } from '@kaitong/contract/checks';
import { useState } from 'react';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';
import styles from './SecondsTable.module.css';

/** The strip as numbers, for who cannot see it or wants them exactly. */
export function SecondsTable({ seconds }: { seconds: readonly PictureSecond[] }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.numbers} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('pictures.numbers')}</summary>
      {open && (
        <>
          <Table seconds={seconds} />
          <Explanations />
        </>
      )}
    </details>
  );
}

function Table({ seconds }: { seconds: readonly PictureSecond[] }) {
  const t = useText();
  const [language] = useLanguage();
  const heads = ['at', 'luma', 'range', 'chroma', 'change', 'frames', 'damaged', 'what'] as const;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={t('pictures.numbers')}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {t(`pictures.heads.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seconds.map(({ atMs, luma, range, cb, cr, change, pictures, damaged, traits }) => (
            <tr key={atMs}>
              <th scope="row">{atMs / 1000}</th>
              <td>{luma}</td>
              <td>{range}</td>
              <td>{`${cb} / ${cr}`}</td>
              <td>{Math.round(change * 10) / 10}</td>
              <td>{pictures}</td>
              <td>{damaged}</td>
              <td>{traits.map((trait) => traitText(trait, language)).join(t('pictures.list'))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What the numbers mean. */
function Explanations() {
  const t = useText();
  const rows = ['luma', 'range', 'chroma', 'change'] as const;
  const least = String(checks['picture.no_motion'].limit);
  return (
    <ul className={styles.explanations}>
      {rows.map((row) => (
        <li key={row}>{t(`pictures.explain.${row}`, { least })}</li>
      ))}
    </ul>
  );
}
