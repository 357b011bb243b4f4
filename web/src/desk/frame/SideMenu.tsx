import { Link } from '@tanstack/react-router';
import { use, useId } from 'react';
import { type Menu, MenuContext } from './menu.ts';
import styles from './SideMenu.module.css';

export function SideMenu({ onFollow }: { onFollow?: () => void }) {
  return (
    <div className={styles.menu}>
      {use(MenuContext).map((group) => (
        <MenuGroup key={group.title} {...group} onFollow={onFollow} />
      ))}
    </div>
  );
}

function MenuGroup({ title, entries, onFollow }: Menu[number] & { onFollow: (() => void) | undefined }) {
  const id = useId();
  return (
    <nav aria-labelledby={id}>
      <div id={id} className={styles.title}>
        {title}
      </div>
      <ul className={styles.entries}>
        {entries.map(({ to, text }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles.entry}
              activeOptions={{ includeSearch: false }}
              {...(onFollow ? { onClick: onFollow } : {})}
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
