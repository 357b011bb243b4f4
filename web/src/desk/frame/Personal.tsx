import { Outlet } from '@tanstack/react-router';
import styles from './Personal.module.css';
import { SideMenu } from './SideMenu.tsx';
import { useNarrow } from './use-narrow.ts';

/**
 * Pages about the account and its things, with the side menu beside them. The page keeps its place in the tree when the
 * window is resized: what it shows only once (AuthKeys, API keys) must not be lost by turning a tablet.
 */
export function Personal() {
  return (
    <div className={styles.columns}>
      {useNarrow() ? null : (
        <div className={styles.menu}>
          <SideMenu />
        </div>
      )}
      <div className={styles.page} key="page">
        <Outlet />
      </div>
    </div>
  );
}
