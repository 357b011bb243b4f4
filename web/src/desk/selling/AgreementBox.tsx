import type { Agreement } from '@kaitong/contract';
import type { z } from 'zod';
import { useText } from '../texts/index.ts';
import styles from './AgreementBox.module.css';

type Shown = Pick<z.output<typeof Agreement>, 'version' | 'updatedOn' | 'title' | 'chapters'>;

/** The agreement to read, in a box that scrolls; also with the keyboard. */
export function AgreementBox({ agreement }: { agreement: Shown }) {
  const t = useText();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable to be read by keyboard
    <section className={styles.box} aria-label={agreement.title} tabIndex={0}>
      <h3 className={styles.title}>{agreement.title}</h3>
      <p className={styles.meta}>
        <span>{t('agreement.updated', { date: agreement.updatedOn })}</span>
        <span>{t('agreement.version', { version: agreement.version })}</span>
      </p>
      {agreement.chapters.map((chapter) => (
        <div key={chapter.title}>
          <h4>{chapter.title}</h4>
          {chapter.paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      ))}
    </section>
  );
}
