import type { Agreement } from '@kaitong/contract';
import type { z } from 'zod';
import { useText } from '../texts/index.ts';
import styles from './AgreementBox.module.css';

type Shown = Pick<z.output<typeof Agreement>, 'version' | 'updatedOn' | 'title' | 'chapters'>;

/** The agreement to read, in a box that scrolls; also with the keyboard. @param alone no heading stands between it and the page's */
export function AgreementBox({ agreement, alone = false }: { agreement: Shown; alone?: boolean }) {
  const t = useText();
  const [Title, Chapter] = alone ? (['h2', 'h3'] as const) : (['h3', 'h4'] as const);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable to be read by keyboard
    <section className={styles.box} aria-label={agreement.title} tabIndex={0}>
      <Title className={styles.title}>{agreement.title}</Title>
      <p className={styles.meta}>
        <span>{t('agreement.updated', { date: agreement.updatedOn })}</span>
        <span>{t('agreement.version', { version: agreement.version })}</span>
      </p>
      {agreement.chapters.map((chapter) => (
        <div key={chapter.title}>
          <Chapter>{chapter.title}</Chapter>
          {chapter.paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      ))}
    </section>
  );
}
