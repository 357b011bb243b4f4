import { Outlet } from '@tanstack/react-router';
import styles from './Personal.module.css';
import { SideMenu } from './SideMenu.tsx';
import { useNarrow } from './use-narrow.ts';

/** Pages about the account and its things, with the side menu beside them. */
export function Personal() {
  if (useNarrow()) return <Outlet />;
  return (
    <div className={styles.columns}>
      <aside className={styles.menu}>
        <SideMenu />
      </aside>
      <div className={styles.page}>
        <Outlet />
      </div>
    </div>
  );
}
