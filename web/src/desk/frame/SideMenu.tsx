import { Link } from '@tanstack/react-router';
import { use, useId } from 'react';
import { Drawing } from '../../ui/Icon.tsx';
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
        {entries.map(({ to, text, drawing }) => (
          <li key={to}>
            <Link
              to={to}
              className={styles.entry}
              activeOptions={{ includeSearch: false }}
              {...(onFollow ? { onClick: onFollow } : {})}
            >
              <Drawing path={drawing} size={16} />
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
