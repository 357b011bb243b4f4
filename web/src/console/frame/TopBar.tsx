import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { WordMark } from '../../ui/Mark.tsx';
import { isOperator } from '../operator/session-kind.ts';
import { queries } from '../queries.ts';
import { maskedLogin } from '../session/masked-login.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import { useText } from '../texts/index.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { MenuDrawer } from './MenuDrawer.tsx';
import styles from './TopBar.module.css';
import { useNarrow } from './use-narrow.ts';

export function TopBar() {
  const t = useText();
  const narrow = useNarrow();
  const { data: session } = useSuspenseQuery(queries.session());
  const signOut = useSignOut();
  const who = maskedLogin(session.user);
  return (
    <header className={styles.bar}>
      <div className={styles.inner}>
        <Link to="/" className={styles.home}>
          <WordMark />
        </Link>
        {!narrow && (
          <>
            <span className={styles.greeting}>{t('frame.greeting', { who })}</span>
            <button type="button" className={styles.link} onClick={signOut}>
              {t('frame.signOut')}
            </button>
          </>
        )}
        <span className={styles.space} />
        {!narrow && (
          <nav className={styles.links} aria-label={t('frame.menu')}>
            {isOperator(session) ? <OperatorLinks /> : <MakerLinks />}
          </nav>
        )}
        <LanguageSwitch className={styles.link} />
        {narrow && <MenuDrawer who={who} onSignOut={signOut} className={styles.link} />}
      </div>
    </header>
  );
}

function MakerLinks() {
  const t = useText();
  return (
    <>
      <Link to="/market" search={{}} className={styles.link}>
        {t('frame.market')}
      </Link>
      <Link to="/my/services" className={styles.link}>
        {t('frame.myServices')}
      </Link>
      <Link to="/my/orders" className={styles.link}>
        {t('frame.myOrders')}
      </Link>
    </>
  );
}

function OperatorLinks() {
  const t = useText();
  return (
    <Link to="/operator/regions" className={styles.link}>
      {t('operator.menu.console')}
    </Link>
  );
}
