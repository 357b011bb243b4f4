import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { TextKey } from '../../i18n/catalogue.ts';
import { operatorMenu } from '../operator/menu.ts';
import { isOperator } from '../operator/session-kind.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import type { zhCN } from '../texts/zh-CN.ts';
import { type Menu, menu } from './menu.ts';
import styles from './SideMenu.module.css';

export function SideMenu({ onFollow }: { onFollow?: () => void }) {
  const { data: session } = useSuspenseQuery(queries.session());
  const groups: Menu = isOperator(session) ? operatorMenu : menu;
  return (
    <div className={styles.menu}>
      {groups.map((group) => (
        <MenuGroup key={group.title} {...group} onFollow={onFollow} />
      ))}
    </div>
  );
}

type GroupProps = Menu[number] & { title: TextKey<typeof zhCN>; onFollow: (() => void) | undefined };

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
