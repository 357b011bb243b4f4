import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { type ComponentType, use, useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { type Guide, HelpLink } from './HelpLink.tsx';
import { type Entry, MenuContext } from './menu.ts';
import styles from './SideMenu.module.css';
import { SideMenu } from './SideMenu.tsx';

type Props = {
  who: string;
  links: readonly Entry[];
  guide: Guide;
  onSignOut: () => void;
  space?: ComponentType<{ className?: string | undefined }> | undefined;
  className?: string | undefined;
};

/** The whole menu, on screens too narrow to show it, and above it what only the top bar's links lead to. */
export function MenuDrawer({ who, links, guide, onSignOut, space: Space, className }: Props) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const inMenu = new Set(use(MenuContext).flatMap(({ entries }) => entries.map(({ to }) => to)));
  return (
    <>
      <button type="button" className={className} aria-label={t('frame.menu')} onClick={() => setOpen(true)}>
        <Icon name="menu" size={20} />
      </button>
      <Drawer open={open} onClose={close} size={280} title={t('frame.greeting', { who })}>
        {Space && <Space className={styles.entry} />}
        {links
          .filter(({ to }) => !inMenu.has(to))
          .map(({ to, text }) => (
            <Link key={to} to={to} className={styles.entry} onClick={close} style={{ marginBottom: 12 }}>
              {text}
            </Link>
          ))}
        <SideMenu onFollow={close} />
        <HelpLink guide={guide} className={styles.entry} />
        <Button block onClick={onSignOut} style={{ marginTop: 24 }}>
          {t('frame.signOut')}
        </Button>
      </Drawer>
    </>
  );
}
