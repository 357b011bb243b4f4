import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { type ComponentType, use } from 'react';
import { useText } from '../texts/index.ts';
import { type Guide, HelpLink } from './HelpLink.tsx';
import { type Entry, MenuContext } from './menu.ts';
import styles from './SideMenu.module.css';
import { SideMenu } from './SideMenu.tsx';

export type MenuPanelProps = {
  who: string;
  links: readonly Entry[];
  guide: Guide;
  onSignOut: () => void;
  space?: ComponentType<{ className?: string | undefined }> | undefined;
};

/** The whole menu, and above it what only the top bar's links lead to. */
export function MenuPanel({
  who,
  links,
  guide,
  onSignOut,
  space: Space,
  open,
  onClose,
}: MenuPanelProps & { open: boolean; onClose: () => void }) {
  const t = useText();
  const inMenu = new Set(use(MenuContext).flatMap(({ entries }) => entries.map(({ to }) => to)));
  return (
    <Drawer open={open} onClose={onClose} size={280} title={t('frame.greeting', { who })}>
      {Space && <Space className={styles.entry} />}
      {links
        .filter(({ to }) => !inMenu.has(to))
        .map(({ to, text }) => (
          <Link key={to} to={to} className={styles.entry} onClick={onClose} style={{ marginBottom: 12 }}>
            {text}
          </Link>
        ))}
      <SideMenu onFollow={onClose} />
      <HelpLink guide={guide} className={styles.entry} />
      <Button block onClick={onSignOut} style={{ marginTop: 24 }}>
        {t('frame.signOut')}
      </Button>
    </Drawer>
  );
}
