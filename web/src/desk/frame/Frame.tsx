import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { sessionQuery, useSession } from '../session/session.ts';
import { useText } from '../texts/index.ts';
import { DemoReachable } from './DemoReachable.tsx';
import styles from './Frame.module.css';
import { type Entry, type Menu, MenuContext } from './menu.ts';
import { PasswordTried } from './PasswordTried.tsx';
import { StorageFull } from './StorageFull.tsx';
import { type Space, TopBar } from './TopBar.tsx';
import { type Concerned, useAccountEvents } from './use-account-events.ts';

const [SESSION] = sessionQuery().queryKey;

type Props = {
  menu: Menu;
  /** What the top bar leads to. */
  links: readonly Entry[];
  /** Where the documentation goes on from this page. */
  help: string;
  /** What the top bar offers besides links. */
  tools?: ReactNode;
  /** What the pages read again when news come. */
  concerned: Concerned;
  /** Where to go once the session has ended. */
  onSignedOut: () => void | Promise<void>;
  /** Beside the language: in which account one is, where there may be several. */
  space?: Space;
};

/** What stands around every page behind the sign-in. */
export function Frame({ menu, links, help, tools, concerned, onSignedOut, space }: Props) {
  const t = useText();
  useAccountEvents(concerned);
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shown = useRef(path);

  // The link that was followed is gone with its page: keyboard and screen reader go on at the new one.
  useEffect(() => {
    if (shown.current !== path) main.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  return (
    <MenuContext value={menu}>
      <a className={styles.skip} href="#main">
        {t('frame.skip')}
      </a>
      <TopBar {...{ links, help, tools, onSignedOut, space }} />
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <StorageFull />
        <DemoReachable />
        <PasswordTried />
        <OfOneAccount />
      </main>
    </MenuContext>
  );
}

/**
 * Another tab may have changed the account, or who is signed in: what is open here, and what was read, is of the one before.
 * Nothing is shown until that is gone, so that no form is sent for an account that it was not filled in for.
 */
function OfOneAccount() {
  const { account, user } = useSession();
  const queryClient = useQueryClient();
  const now = `${user.id} ${account.id}`;
  const [shown, setShown] = useState(now);
  useLayoutEffect(() => {
    if (shown === now) return;
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION });
    setShown(now);
  }, [shown, now, queryClient]);
  return shown === now ? <Outlet key={now} /> : null;
}
