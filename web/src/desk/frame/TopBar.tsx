import { Link } from '@tanstack/react-router';
import type { ComponentType, ReactNode } from 'react';
import { WordMark } from '../../ui/Mark.tsx';
import { maskedLogin } from '../session/masked-login.ts';
import { useSession } from '../session/session.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import { useText } from '../texts/index.ts';
import { AppearanceSwitch } from './AppearanceSwitch.tsx';
import { HelpLink } from './HelpLink.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { MenuDrawer } from './MenuDrawer.tsx';
import type { Entry } from './menu.ts';
import styles from './TopBar.module.css';
import { useNarrow } from './use-narrow.ts';

/** Changes between accounts, in the bar's own look. */
export type Space = ComponentType<{ className?: string | undefined }>;

type Props = {
  links: readonly Entry[];
  help: string;
  /** What stands beside the language, at every width. */
  tools?: ReactNode;
  onSignedOut: () => void | Promise<void>;
  space?: Space | undefined;
};

export function TopBar({ links, help, tools, onSignedOut, space: Space }: Props) {
  const t = useText();
  const narrow = useNarrow();
  const signOut = useSignOut(onSignedOut);
  const who = maskedLogin(useSession().user);
  return (
    <header className={styles.bar}>
      <div className={styles.inner}>
        <Link to="/" className={styles.home}>
          <WordMark />
        </Link>
        {!narrow && (
          <nav className={styles.links} aria-label={t('frame.menu')}>
            {links.map(({ to, text }) => (
              <Link key={to} to={to} className={styles.link}>
                {text}
              </Link>
            ))}
            <HelpLink help={help} className={styles.link} />
          </nav>
        )}
        <span className={styles.space} />
        {tools}
        {!narrow && <AppearanceSwitch className={styles.link} />}
        <LanguageSwitch className={styles.link} />
        {!narrow && Space && <Space className={styles.link} />}
        {!narrow && (
          <>
            <span className={styles.greeting}>{t('frame.greeting', { who })}</span>
            <button type="button" className={styles.link} onClick={signOut}>
              {t('frame.signOut')}
            </button>
          </>
        )}
        {narrow && <MenuDrawer {...{ who, links, help, space: Space }} onSignOut={signOut} className={styles.link} />}
      </div>
    </header>
  );
}
