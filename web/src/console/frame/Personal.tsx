import { Outlet } from '@tanstack/react-router';
import { useMedia } from '../../ui/use-media.ts';
import styles from './Personal.module.css';
import { SideMenu } from './SideMenu.tsx';

/** Pages about the account and its things, with the side menu beside them. */
export function Personal() {
  const wide = useMedia('(min-width: 821px)');
  if (!wide) return <Outlet />;
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
