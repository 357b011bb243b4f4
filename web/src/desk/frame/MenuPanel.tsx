import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { type ComponentType, use, useState } from 'react';
import { useText } from '../texts/index.ts';
import { AppearanceSwitch } from './AppearanceSwitch.tsx';
import { HelpLink } from './HelpLink.tsx';
import { type Entry, MenuContext } from './menu.ts';
import styles from './SideMenu.module.css';
import { SideMenu } from './SideMenu.tsx';

export type MenuPanelProps = {
  who: string;
  links: readonly Entry[];
  help: string;
  onSignOut: () => void;
  space?: ComponentType<{ className?: string | undefined }> | undefined;
};

/** The whole menu, and above it what only the top bar's links lead to. */
export function MenuPanel({
  who,
  links,
  help,
  onSignOut,
  space: Space,
  open,
  onClose,
}: MenuPanelProps & { open: boolean; onClose: () => void }) {
  const t = useText();
  /** A link leads into the page, which takes the focus; closed otherwise, the button that opened the menu has it again. */
  const [leads, setLeads] = useState(false);
  const follow = () => {
    setLeads(true);
    onClose();
  };
  const inMenu = new Set(use(MenuContext).flatMap(({ entries }) => entries.map(({ to }) => to)));
  return (
    // By itself it would take the focus around the dialogue; without that the focus goes to what stands first in it.
    <Drawer
      open={open}
      onClose={onClose}
      size={280}
      title={t('frame.greeting', { who })}
      focusable={{ focusTriggerAfterClose: !leads }}
      afterOpenChange={(isOpen) => isOpen && setLeads(false)}
      autoFocus={false}
    >
      {Space && <Space className={styles.entry} />}
      {links
        .filter(({ to }) => !inMenu.has(to))
        .map(({ to, text }) => (
          <Link key={to} to={to} className={styles.entry} onClick={follow} style={{ marginBottom: 12 }}>
            {text}
          </Link>
        ))}
      <SideMenu onFollow={follow} />
      <HelpLink help={help} className={styles.entry} />
      <AppearanceSwitch className={styles.entry} named />
      <Button block onClick={onSignOut} style={{ marginTop: 24 }}>
        {t('frame.signOut')}
      </Button>
    </Drawer>
  );
}
