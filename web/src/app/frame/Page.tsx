import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './Page.module.css';

type Props = {
  title: string;
  /** The page above this one. */
  back?: Pick<LinkProps, 'to' | 'params'>;
  /** Stands at the end of the title's line. */
  action?: ReactNode;
  /** Uses the width of a desk. */
  wide?: boolean;
  children: ReactNode;
};

/** A page's head and body. */
export function Page({ title, back, action, wide = false, children }: Props) {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t('title', { page: title });
  }, [t, title]);
  useEffect(() => {
    // The link that led here is gone: readers go on at the new page's title, not at the top of everything.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className={wide ? `${styles.page} ${styles.wide}` : styles.page}>
      <header className={styles.head}>
        {back && (
          <Link {...back} className={styles.back} aria-label={t('common.back')}>
            <Icon name="back" size={24} />
          </Link>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {action}
      </header>
      <div className={styles.body}>{children}</div>
    </main>
  );
}
