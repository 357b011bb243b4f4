import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { isOperator } from '../operator/session-kind.ts';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './SideMenu.module.css';
import { SideMenu } from './SideMenu.tsx';

type Props = { who: string; onSignOut: () => void; className?: string | undefined };

/** The whole menu, on screens too narrow to show it. */
export function MenuDrawer({ who, onSignOut, className }: Props) {
  const t = useText();
  const operator = isOperator(useSuspenseQuery(queries.session()).data);
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button type="button" className={className} aria-label={t('frame.menu')} onClick={() => setOpen(true)}>
        <Icon name="menu" size={20} />
      </button>
      <Drawer open={open} onClose={close} size={280} title={t('frame.greeting', { who })}>
        {!operator && (
          <Link to="/market" search={{}} className={styles.entry} onClick={close} style={{ marginBottom: 12 }}>
            {t('frame.market')}
          </Link>
        )}
        <SideMenu onFollow={close} />
        <Button block onClick={onSignOut} style={{ marginTop: 24 }}>
          {t('frame.signOut')}
        </Button>
      </Drawer>
    </>
  );
}
