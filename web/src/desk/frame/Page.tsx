import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../texts/index.ts';
import styles from './Page.module.css';

export type Crumb = { text: string; link?: LinkProps };

type Props = {
  title: string;
  /** Between the home page and this one. */
  crumbs?: Crumb[];
  /** What the page is called at the end of the breadcrumbs, where its title is longer. */
  short?: string | undefined;
  /** A sentence below the title. */
  lead?: ReactNode;
  /** The page's one primary action, and what stands beside it. */
  actions?: ReactNode;
  children: ReactNode;
};

/** One page: breadcrumbs, heading, actions, content. Names the browser's tab. */
export function Page({ title, crumbs = [], short = title, lead, actions, children }: Props) {
  const t = useText();
  useEffect(() => {
    document.title = t('title', { page: title });
  }, [t, title]);
  return (
    <>
      <nav aria-label={t('frame.crumbs')}>
        <ol className={styles.crumbs}>
          <li>
            <Link to="/">{t('frame.home')}</Link>
          </li>
          {crumbs.map(({ text, link }) => (
            <li key={text}>{link ? <Link {...link}>{text}</Link> : text}</li>
          ))}
          <li aria-current="page">{short}</li>
        </ol>
      </nav>
      <div className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {lead && <p className={styles.lead}>{lead}</p>}
      {children}
    </>
  );
}
