import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { TextKey } from '../../i18n/catalogue.ts';
import { useText } from '../texts/index.ts';
import type { zhCN } from '../texts/zh-CN.ts';
import { menu } from './menu.ts';
import styles from './SideMenu.module.css';

export function SideMenu({ onFollow }: { onFollow?: () => void }) {
  return (
    <div className={styles.menu}>
      {menu.map((group) => (
        <MenuGroup key={group.title} {...group} onFollow={onFollow} />
      ))}
    </div>
  );
}

type GroupProps = (typeof menu)[number] & { title: TextKey<typeof zhCN>; onFollow: (() => void) | undefined };

function MenuGroup({ title, entries, onFollow }: GroupProps) {
  const t = useText() as (key: TextKey<typeof zhCN>) => string;
  const id = useId();
  return (
    <nav aria-labelledby={id}>
      <div id={id} className={styles.title}>
        {t(title)}
      </div>
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <li key={entry.to}>
            <Link
              to={entry.to}
              className={styles.entry}
              activeOptions={{ includeSearch: false }}
              {...(onFollow ? { onClick: onFollow } : {})}
            >
              {t(entry.text)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
