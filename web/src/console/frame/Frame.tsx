import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useText } from '../texts/index.ts';
import styles from './Frame.module.css';
import { TopBar } from './TopBar.tsx';
import { useAccountEvents } from './use-account-events.ts';

/** What stands around every page of a signed-in maker. */
export function Frame() {
  const t = useText();
  useAccountEvents();
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);

  // The link that was followed is gone with its page: keyboard and screen reader go on at the new one.
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  return (
    <>
      <a className={styles.skip} href="#main">
        {t('frame.skip')}
      </a>
      <TopBar />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </>
  );
}
